package dev.cdcnotifier.testkit.progressor;

import dev.cdcnotifier.testkit.progressor.ProcessState.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One writer of a load, with processes that nobody else touches. One thread. */
final class LoadWriter {

    private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONG_TRANSACTION_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MANY_EVENTS = 30_000;

    private final ConnectionSource connections;
    private final EngineTables tables;
    private final LoadGenerator.Load load;
    private final String idPrefix;
    private final History history;
    private final Random random;
    private final Map<String, ProcessState> living = new LinkedHashMap<>();
    private int started;
    private int failures;
    private @Nullable InDoubt inDoubt;

    /** What a transaction that is open would change. */
    private record Draft(List<Committed> steps, Map<String, ProcessState> states) {
        Draft() {
            this(new ArrayList<>(), new LinkedHashMap<>());
        }
    }

    /** A transaction whose commit got no answer, and the server process that was to commit it. */
    private record InDoubt(Draft draft, Backend backend) {}

    LoadWriter(
            ConnectionSource connections, EngineTables tables, LoadGenerator.Load load, int number, History history) {
        this.connections = connections;
        this.tables = tables;
        this.load = load;
        this.history = history;
        idPrefix = load.idPrefix() + number + '-';
        random = new Random(load.seed() * 1_000 + number);
    }

    /** Works until it shall stop; returns with no commit in doubt. */
    void run(Pace pace, BooleanSupplier stop) throws SQLException {
        while (!stop.getAsBoolean() || inDoubt != null) {
            try (EngineSession session = new EngineSession(connections.open(), tables)) {
                Backend backend = Backend.of(session.connection());
                settleDoubt(session.connection());
                while (pace.await(stop)) {
                    transact(session, backend);
                }
            } catch (SQLException e) {
                if (!isConnectionTrouble(e)) {
                    throw e;
                }
                LockSupport.parkNanos(RECONNECT_NANOS);
            }
        }
    }

    private void transact(EngineSession session, Backend backend) throws SQLException {
        Draft draft = new Draft();
        boolean isLong = chance(2);
        int steps = isLong ? 5 + random.nextInt(15) : 1;
        for (int i = 0; i < steps; i++) {
            step(session, draft);
            if (isLong) {
                LockSupport.parkNanos(LONG_TRANSACTION_PAUSE_NANOS);
            }
        }
        if (chance(4)) {
            session.rollback();
            return;
        }
        inDoubt = new InDoubt(draft, backend);
        session.commit();
        inDoubt = null;
        adopt(draft);
    }

    private void step(EngineSession session, Draft draft) throws SQLException {
        boolean start = living.isEmpty() || (living.size() < load.processesPerWriter() && chance(30));
        if (start) {
            String processId = idPrefix + ++started;
            draft.steps.add(session.insertProcess(processId));
            draft.states.put(processId, new ProcessState(0, Status.INIT));
            return;
        }
        List<Map.Entry<String, ProcessState>> candidates = List.copyOf(living.entrySet());
        Map.Entry<String, ProcessState> chosen = candidates.get(random.nextInt(candidates.size()));
        String processId = chosen.getKey();
        ProcessState state = draft.states.getOrDefault(processId, chosen.getValue());
        switch (state.status()) {
            case INIT -> finish(session, draft, processId, state, "init");
            case RUNNING -> live(session, draft, processId, state);
            case ERROR -> mend(session, draft, processId, state);
            case REMOVED -> {
                // Removed earlier in this very transaction: this step does nothing.
            }
        }
    }

    private void live(EngineSession session, Draft draft, String processId, ProcessState state) throws SQLException {
        if (chance(2)) {
            session.takeBack(s -> s.finishTask(processId, "call", state.lastEventId() + 1, 1));
        }
        int dice = random.nextInt(100);
        if (dice < 3 || state.lastEventId() > MANY_EVENTS) {
            remove(session, draft, processId, state);
        } else if (dice < 7) {
            draft.steps.add(session.fail(processId, "failure " + ++failures));
            draft.states.put(processId, new ProcessState(state.lastEventId(), Status.ERROR));
        } else {
            finish(session, draft, processId, state, dice < 25 ? "timeout" : "call");
        }
    }

    private void mend(EngineSession session, Draft draft, String processId, ProcessState state) throws SQLException {
        int dice = random.nextInt(100);
        if (dice < 30) {
            draft.steps.add(session.refuseRepair(processId));
        } else if (dice < 35) {
            remove(session, draft, processId, state);
        } else {
            finish(session, draft, processId, state, "repair");
            draft.steps.add(new Committed(processId, List.of(), List.of(new LifecycleChange.Working())));
        }
    }

    private void finish(EngineSession session, Draft draft, String processId, ProcessState state, String taskType)
            throws SQLException {
        int events = 1 + random.nextInt(3);
        draft.steps.add(session.finishTask(processId, taskType, state.lastEventId() + 1, events));
        draft.states.put(processId, new ProcessState(state.lastEventId() + events, Status.RUNNING));
    }

    private void remove(EngineSession session, Draft draft, String processId, ProcessState state) throws SQLException {
        draft.steps.add(session.remove(processId));
        draft.states.put(processId, new ProcessState(state.lastEventId(), Status.REMOVED));
    }

    private void adopt(Draft draft) {
        history.add(draft.steps);
        living.putAll(draft.states);
        living.values().removeIf(state -> state.status() == Status.REMOVED);
    }

    // A transaction is there as a whole or not at all, so one process of it that changed tells which.
    private void settleDoubt(Connection connection) throws SQLException {
        InDoubt doubt = inDoubt;
        if (doubt == null) {
            return;
        }
        doubt.backend.awaitEnd(connection);
        for (Map.Entry<String, ProcessState> change : doubt.draft.states.entrySet()) {
            ProcessState before = living.getOrDefault(change.getKey(), new ProcessState(0, Status.REMOVED));
            if (!change.getValue().equals(before)) {
                if (isThere(connection, change.getKey(), change.getValue())) {
                    adopt(doubt.draft);
                }
                break;
            }
        }
        inDoubt = null;
    }

    private boolean isThere(Connection connection, String processId, ProcessState state) throws SQLException {
        String question = tables.sql("SELECT upper(status::text),"
                + " (SELECT coalesce(max(event_id), 0) FROM {events} e WHERE e.process_id = p.process_id)"
                + " FROM {processes} p WHERE process_id = ?");
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, processId);
            try (ResultSet row = statement.executeQuery()) {
                boolean exists = row.next();
                boolean isThere = exists
                        ? row.getString(1).equals(state.status().name()) && row.getInt(2) == state.lastEventId()
                        : state.status() == Status.REMOVED;
                connection.rollback();
                return isThere;
            }
        }
    }

    private static boolean isConnectionTrouble(SQLException e) {
        String state = e.getSQLState();
        // 08: connection; 57P: shutdown and start; 53300: too many connections.
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
