package dev.cdcnotifier.testkit.progressor;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Everything that was committed, per process in commit order: the oracle of what the topics have to tell. Any thread.
 *
 * <p>A process's event ids are 1, 2, 3 …, and a process id is used once, so the last event id says it all. Something is
 * in the history a moment after its commit; its messages may be read before.
 */
public final class History {

    private record OfProcess(int lastEventId, List<LifecycleChange> lifecycle) {

        OfProcess then(OfProcess next) {
            List<LifecycleChange> both = next.lifecycle.isEmpty()
                    ? lifecycle
                    : Stream.concat(lifecycle.stream(), next.lifecycle.stream()).toList();
            return new OfProcess(Math.max(lastEventId, next.lastEventId), both);
        }
    }

    private static final OfProcess NOTHING = new OfProcess(0, List.of());

    private final Map<String, OfProcess> processes = new ConcurrentHashMap<>();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong lifecycleChanges = new AtomicLong();
    private final Consumer<List<Committed>> listener;

    History() {
        this(transaction -> {});
    }

    /** With one who is told of each transaction as it comes in, on the thread that committed it. */
    History(Consumer<List<Committed>> listener) {
        this.listener = listener;
    }

    /** Adds the steps of one committed transaction. */
    void add(List<Committed> transaction) {
        for (Committed step : transaction) {
            int lastEventId =
                    step.events().stream().mapToInt(EventRow::eventId).max().orElse(0);
            processes.merge(step.processId(), new OfProcess(lastEventId, step.lifecycle()), OfProcess::then);
            events.addAndGet(step.events().size());
            lifecycleChanges.addAndGet(step.lifecycle().size());
        }
        commits.incrementAndGet();
        listener.accept(List.copyOf(transaction));
    }

    /** All processes that ever were, removed ones too. */
    public Set<String> processes() {
        return Set.copyOf(processes.keySet());
    }

    /** The last event id of a process; its events are 1 to this. */
    public int lastEventId(String processId) {
        return processes.getOrDefault(processId, NOTHING).lastEventId();
    }

    /** The lifecycle of a process so far. */
    public List<LifecycleChange> lifecycle(String processId) {
        return processes.getOrDefault(processId, NOTHING).lifecycle();
    }

    /** How many transactions have committed. */
    public long commits() {
        return commits.get();
    }

    /** How many messages the event topic has to carry. */
    public long events() {
        return events.get();
    }

    /** How many messages the lifecycle topic has to carry. */
    public long lifecycleChanges() {
        return lifecycleChanges.get();
    }
}
