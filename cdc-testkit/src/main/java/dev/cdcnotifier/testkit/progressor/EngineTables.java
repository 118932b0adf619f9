package dev.cdcnotifier.testkit.progressor;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The five tables of one namespace, as the engine's migrations make them: names, columns, their order and types, and keys.
 * Any thread; the connection decides database, schema (its {@code search_path}) and transaction.
 *
 * @param namespace the namespace id, for example {@code default/default}
 */
public record EngineTables(String namespace) {

    private static final String TYPES =
            """
            DO $$ BEGIN
              CREATE TYPE process_status AS ENUM ('init', 'running', 'error');
              CREATE TYPE task_status AS ENUM ('waiting', 'running', 'blocked', 'error', 'finished', 'cancelled');
              CREATE TYPE task_type AS ENUM ('init', 'timeout', 'call', 'notify', 'repair', 'remove');
            EXCEPTION WHEN duplicate_object THEN NULL; END $$
            """;

    private static final String TABLES =
            """
            CREATE TABLE {processes} (
              process_id VARCHAR(256) PRIMARY KEY,
              status process_status NOT NULL,
              detail TEXT,
              aux_state BYTEA,
              created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
              metadata JSONB,
              corrupted_by BIGINT,
              previous_status process_status NOT NULL,
              status_changed_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now());
            CREATE TABLE {tasks} (
              task_id BIGSERIAL PRIMARY KEY,
              process_id VARCHAR(256) NOT NULL REFERENCES {processes},
              task_type task_type NOT NULL,
              status task_status NOT NULL,
              scheduled_time TIMESTAMP WITH TIME ZONE NOT NULL,
              running_time TIMESTAMP WITH TIME ZONE,
              finished_time TIMESTAMP WITH TIME ZONE,
              args BYTEA,
              metadata JSONB,
              idempotency_key VARCHAR(256) UNIQUE,
              response BYTEA,
              blocked_task BIGINT REFERENCES {tasks},
              last_retry_interval INTEGER,
              attempts_count SMALLINT,
              context BYTEA);
            CREATE INDEX ON {tasks} (process_id);
            CREATE INDEX ON {tasks} (blocked_task);
            CREATE TABLE {schedule} (
              task_id BIGINT PRIMARY KEY REFERENCES {tasks},
              process_id VARCHAR(256) NOT NULL REFERENCES {processes},
              task_type task_type NOT NULL,
              status task_status NOT NULL,
              scheduled_time TIMESTAMP WITH TIME ZONE NOT NULL,
              args BYTEA,
              metadata JSONB,
              last_retry_interval INTEGER,
              attempts_count SMALLINT,
              context BYTEA);
            CREATE TABLE {running} (
              process_id VARCHAR(256) PRIMARY KEY REFERENCES {processes},
              task_id BIGINT NOT NULL REFERENCES {tasks},
              task_type task_type NOT NULL,
              status task_status NOT NULL,
              scheduled_time TIMESTAMP WITH TIME ZONE NOT NULL,
              running_time TIMESTAMP WITH TIME ZONE NOT NULL,
              args BYTEA,
              metadata JSONB,
              last_retry_interval INTEGER,
              attempts_count SMALLINT,
              context BYTEA);
            CREATE TABLE {events} (
              process_id VARCHAR(256) NOT NULL REFERENCES {processes},
              task_id BIGINT NOT NULL REFERENCES {tasks},
              event_id SMALLINT NOT NULL,
              timestamp TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
              metadata JSONB,
              payload BYTEA NOT NULL,
              PRIMARY KEY (process_id, event_id));
            CREATE INDEX ON {events} (task_id);
            """;

    private static final String DROP = "DROP TABLE IF EXISTS {events}, {running}, {schedule}, {tasks}, {processes}";

    /** Makes the tables, and the enum types when the schema has none yet. */
    public void create(Connection connection) throws SQLException {
        execute(connection, TYPES);
        execute(connection, sql(TABLES));
    }

    /** Drops the tables that exist; the enum types stay for other namespaces. */
    public void drop(Connection connection) throws SQLException {
        execute(connection, sql(DROP));
    }

    /** The quoted name of a table: {@code processes}, {@code tasks}, {@code schedule}, {@code running}, {@code events}. */
    public String table(String kind) {
        return '"' + (namespace + '_' + kind).replace("\"", "\"\"") + '"';
    }

    /** The statement with <code>{processes}</code> and its four like replaced by the namespace's tables. */
    String sql(String template) {
        String sql = template;
        for (String kind : new String[] {"processes", "tasks", "schedule", "running", "events"}) {
            sql = sql.replace('{' + kind + '}', table(kind));
        }
        return sql;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
