package dev.cdcnotifier.testkit.progressor;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The engine's steps on one connection, each one statement in the transaction that is open. Not thread-safe. */
final class EngineSession implements AutoCloseable {

    private static final String INSERT_PROCESS =
            """
            INSERT INTO {processes} (process_id, status, created_at, metadata, previous_status, status_changed_at)
            VALUES (?, 'init', now(), '{}', 'init', now())
            """;

    private static final String FINISH_TASK =
            """
            WITH task AS (
              INSERT INTO {tasks} (process_id, task_type, status, scheduled_time, finished_time)
              VALUES (?, ?::task_type, 'finished', now(), now()) RETURNING task_id),
            process AS (
              UPDATE {processes} SET status = 'running', detail = NULL, corrupted_by = NULL, aux_state = ?,
                previous_status = CASE status WHEN 'running' THEN previous_status ELSE status END,
                status_changed_at = CASE status WHEN 'running' THEN status_changed_at ELSE now() END
              WHERE process_id = ?)
            INSERT INTO {events} (process_id, task_id, event_id, timestamp, metadata, payload)
            SELECT ?, task_id, e.event_id, ?, e.metadata::jsonb, e.payload
            FROM task, unnest(?::smallint[], ?::text[], ?::bytea[]) WITH ORDINALITY e(event_id, metadata, payload, position)
            ORDER BY e.position
            """;

    private static final String FAIL =
            """
            WITH task AS (
              INSERT INTO {tasks} (process_id, task_type, status, scheduled_time, finished_time)
              VALUES (?, 'timeout', 'error', now(), now()) RETURNING task_id)
            UPDATE {processes} SET status = 'error', detail = ?, corrupted_by = task.task_id, previous_status = status,
              status_changed_at = now()
            FROM task WHERE process_id = ?
            """;

    private static final String REFUSE_REPAIR =
            """
            WITH task AS (
              INSERT INTO {tasks} (process_id, task_type, status, scheduled_time, finished_time)
              VALUES (?, 'repair', 'error', now(), now()))
            UPDATE {processes} SET metadata = '{"repair": "refused"}' WHERE process_id = ?
            """;

    // Foreign keys are checked at the end of the statement, so the order of the parts does not matter.
    private static final String REMOVE =
            """
            WITH e AS (DELETE FROM {events} WHERE process_id = ?),
            r AS (DELETE FROM {running} WHERE process_id = ?),
            s AS (DELETE FROM {schedule} WHERE process_id = ?),
            t AS (DELETE FROM {tasks} WHERE process_id = ?)
            DELETE FROM {processes} WHERE process_id = ?
            """;

    private final Connection connection;
    private final PreparedStatement insertProcess;
    private final PreparedStatement finishTask;
    private final PreparedStatement fail;
    private final PreparedStatement refuseRepair;
    private final PreparedStatement remove;

    /** Takes the connection over and closes it at the end. */
    EngineSession(Connection connection, EngineTables tables) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        insertProcess = connection.prepareStatement(tables.sql(INSERT_PROCESS));
        finishTask = connection.prepareStatement(tables.sql(FINISH_TASK));
        fail = connection.prepareStatement(tables.sql(FAIL));
        refuseRepair = connection.prepareStatement(tables.sql(REFUSE_REPAIR));
        remove = connection.prepareStatement(tables.sql(REMOVE));
    }

    /** The process appears, in status init. */
    Committed insertProcess(String processId) throws SQLException {
        insertProcess.setString(1, processId);
        execute(insertProcess, processId);
        return new Committed(processId, List.of(), List.of(new LifecycleChange.Created()));
    }

    /** A task ends well: its events come in and the process is running, whatever it was before. */
    Committed finishTask(String processId, String taskType, int firstEventId, int events) throws SQLException {
        if (events < 1 || firstEventId + events - 1 > Short.MAX_VALUE) {
            throw new IllegalStateException(
                    "events " + firstEventId + " and " + (events - 1) + " more do not fit a smallint");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<EventRow> rows = new ArrayList<>();
        for (int eventId = firstEventId; eventId < firstEventId + events; eventId++) {
            rows.add(event(processId, taskType, eventId, now));
        }
        finishTask.setString(1, processId);
        finishTask.setString(2, taskType);
        finishTask.setBytes(3, ErlangTermWriter.write("after event " + (firstEventId + events - 1)));
        finishTask.setString(4, processId);
        finishTask.setString(5, processId);
        finishTask.setTimestamp(6, Timestamp.from(now));
        Object[] ids = rows.stream().map(row -> (short) row.eventId()).toArray();
        Object[] metadata = rows.stream().map(EngineSession::metadata).toArray();
        byte[][] payloads = rows.stream().map(EventRow::payload).toArray(byte[][]::new);
        finishTask.setArray(7, connection.createArrayOf("smallint", ids));
        finishTask.setArray(8, connection.createArrayOf("text", metadata));
        finishTask.setArray(9, connection.createArrayOf("bytea", payloads));
        execute(finishTask, processId);
        return new Committed(processId, rows, List.of());
    }

    /** The process stops with an error; a null detail is told as {@code unknown}. */
    Committed fail(String processId, @Nullable String detail) throws SQLException {
        fail.setString(1, processId);
        fail.setString(2, detail);
        fail.setString(3, processId);
        execute(fail, processId);
        String reason = detail == null ? "unknown" : detail;
        return new Committed(processId, List.of(), List.of(new LifecycleChange.Failed(reason)));
    }

    /** A repair that the processor refused: the row is written, its status stays error. */
    Committed refuseRepair(String processId) throws SQLException {
        refuseRepair.setString(1, processId);
        refuseRepair.setString(2, processId);
        execute(refuseRepair, processId);
        return new Committed(processId, List.of(), List.of());
    }

    /** The process disappears from all tables. */
    Committed remove(String processId) throws SQLException {
        for (int parameter = 1; parameter <= 5; parameter++) {
            remove.setString(parameter, processId);
        }
        execute(remove, processId);
        return new Committed(processId, List.of(), List.of(new LifecycleChange.Removed()));
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    /** What the step writes is taken back with a savepoint; the transaction stays open. */
    void takeBack(Step step) throws SQLException {
        Savepoint before = connection.setSavepoint();
        step.take(this);
        connection.rollback(before);
    }

    /** Something to do in a session. */
    @FunctionalInterface
    interface Step {
        void take(EngineSession session) throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static void execute(PreparedStatement statement, String processId) throws SQLException {
        if (statement.executeUpdate() == 0) {
            throw new IllegalStateException("there is no process " + processId);
        }
    }

    // Every tenth row is as the engine's own rows are: without metadata.
    private static EventRow event(String processId, String taskType, int eventId, Instant timestamp) {
        Object content = eventId % 4 == 0
                ? (processId + ' ' + eventId).getBytes(StandardCharsets.UTF_8)
                : new TreeMap<>(Map.of(
                        "ct",
                        "application/x-" + taskType,
                        "n",
                        eventId,
                        "paid",
                        eventId % 2 == 0,
                        "sum",
                        eventId * 1.5));
        Integer formatVersion = eventId % 10 == 0 ? null : 1;
        return new EventRow(eventId, timestamp, formatVersion, content, ErlangTermWriter.write(content));
    }

    private static @Nullable String metadata(EventRow row) {
        return row.formatVersion() == null ? null : "{\"format_version\": " + row.formatVersion() + '}';
    }
}
