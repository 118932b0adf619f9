package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.sql.Connection;
import java.sql.SQLException;

/** Another stream of the runner's, with a database of its own, beside the one under load. Nobody but its row looks at it. */
final class SecondStream {

    /** Its database, its slot and its namespace. */
    static final String NAME = "second";

    private final RowWorld rows;

    private SecondStream(RowWorld rows) {
        this.rows = rows;
    }

    /** Makes database, tables and topics; the runner knows of it from its next start on. */
    static SecondStream in(RowWorld rows, String encoding) throws Exception {
        PgServer server = rows.world().postgres();
        server.execute(
                PgServer.SUPERUSER,
                "CREATE DATABASE " + NAME + " TEMPLATE template0 LOCALE 'C' ENCODING '" + encoding + "'");
        try (Connection connection = server.connect(NAME)) {
            new EngineTables(NAME).create(connection);
        }
        rows.world().kafka().createTopic("second_events", 1);
        rows.world().kafka().createTopic("second_lifecycle", 1);
        rows.runner()
                .configure(
                        """
                        cdc-notifier.databases.second {
                          host = "127.0.0.1", port = %d, database = "second", username = "postgres", password = "unused"
                        }
                        cdc-notifier.progressor.streams.second.second.second {
                          kafka-client = kafka, eventsink-topic = "second_events", lifecycle-topic = "second_lifecycle"
                        }
                        """
                                .formatted(rows.world().postgresProxy().port()));
        return new SecondStream(rows);
    }

    /** Runs a statement in its database, with {@code {processes}} and the others by their names. */
    void sql(String statement) throws SQLException {
        rows.world()
                .postgres()
                .execute(NAME, statement.replace("{processes}", new EngineTables(NAME).table("processes")));
    }

    /** The slot's row, one column of it; empty when there is none. */
    String slot(String column) throws SQLException {
        return rows.ask("SELECT " + column + " FROM pg_replication_slots WHERE slot_name = '" + NAME + '\'');
    }
}
