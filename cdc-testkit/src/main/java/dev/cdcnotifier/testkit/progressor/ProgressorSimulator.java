package dev.cdcnotifier.testkit.progressor;

import dev.cdcnotifier.testkit.progressor.ProcessState.Status;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine that does what a scenario tells it, one committed step at a time; each step returns what it committed. One
 * thread.
 *
 * <p>A process id is used once. A step that does not fit the process's state (a call to a failed process, a repair of a
 * running one) is a mistake of the test: {@link IllegalStateException}.
 */
public final class ProgressorSimulator implements AutoCloseable {

    private final EngineSession session;
    private final Map<String, ProcessState> processes = new HashMap<>();
    private final History history;

    /** An engine for a namespace whose tables exist ({@link EngineTables#create}), on one connection. */
    public ProgressorSimulator(ConnectionSource connections, String namespace) throws SQLException {
        this(connections, namespace, transaction -> {});
    }

    /**
     * The same, with one who is told of each transaction right after its commit: an {@link EngineNotifier}, for an engine that
     * writes its own topics as well.
     */
    public ProgressorSimulator(ConnectionSource connections, String namespace, Consumer<List<Committed>> listener)
            throws SQLException {
        session = new EngineSession(connections.open(), new EngineTables(namespace));
        history = new History(listener);
    }

    /** What was committed so far. */
    public History history() {
        return history;
    }

    /** The process appears in status init; in a second transaction it is running and has its first event. */
    public Committed startProcess(String processId) throws SQLException {
        if (processes.containsKey(processId)) {
            throw new IllegalStateException("process id " + processId + " was used before");
        }
        Committed created = commit(session.insertProcess(processId));
        Committed started = commit(session.finishTask(processId, "init", 1, 1));
        processes.put(processId, new ProcessState(1, Status.RUNNING));
        return created.then(started);
    }

    /** A call with two events. */
    public Committed call(String processId) throws SQLException {
        return work(processId, "call", 2);
    }

    /** A call with so many events, all in one transaction. */
    public Committed call(String processId, int events) throws SQLException {
        return work(processId, "call", events);
    }

    /** A timer fires, with one event. */
    public Committed timer(String processId) throws SQLException {
        return work(processId, "timeout", 1);
    }

    /** The process stops with an error; a null detail has to be told as {@code unknown}. */
    public Committed fail(String processId, @Nullable String detail) throws SQLException {
        ProcessState process = in(Status.RUNNING, processId);
        Committed committed = commit(session.fail(processId, detail));
        processes.put(processId, new ProcessState(process.lastEventId(), Status.ERROR));
        return committed;
    }

    /** A repair that comes to nothing, twice: refused (an update from error to error), and rolled back. No message. */
    public Committed refusedRepair(String processId) throws SQLException {
        ProcessState process = in(Status.ERROR, processId);
        Committed committed = commit(session.refuseRepair(processId));
        session.finishTask(processId, "repair", process.lastEventId() + 1, 1);
        session.rollback();
        return committed;
    }

    /** The process works again, with one event. */
    public Committed repair(String processId) throws SQLException {
        ProcessState process = in(Status.ERROR, processId);
        Committed repaired = session.finishTask(processId, "repair", process.lastEventId() + 1, 1);
        Committed committed =
                commit(new Committed(processId, repaired.events(), List.of(new LifecycleChange.Working())));
        processes.put(processId, new ProcessState(process.lastEventId() + 1, Status.RUNNING));
        return committed;
    }

    /** The process disappears, whatever its status. */
    public Committed remove(String processId) throws SQLException {
        ProcessState process = processes.get(processId);
        if (process == null || process.status() == Status.REMOVED) {
            throw new IllegalStateException("there is no process " + processId);
        }
        Committed committed = commit(session.remove(processId));
        processes.put(processId, new ProcessState(process.lastEventId(), Status.REMOVED));
        return committed;
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }

    private Committed work(String processId, String taskType, int events) throws SQLException {
        ProcessState process = in(Status.RUNNING, processId);
        Committed committed = commit(session.finishTask(processId, taskType, process.lastEventId() + 1, events));
        processes.put(processId, new ProcessState(process.lastEventId() + events, Status.RUNNING));
        return committed;
    }

    private ProcessState in(Status expected, String processId) {
        ProcessState process = processes.get(processId);
        if (process == null || process.status() != expected) {
            throw new IllegalStateException("process " + processId + " is "
                    + (process == null ? "unknown" : process.status()) + ", this step is for " + expected);
        }
        return process;
    }

    private Committed commit(Committed step) throws SQLException {
        session.commit();
        history.add(List.of(step));
        return step;
    }
}
