package dev.cdcnotifier.slot;

import dev.cdcnotifier.supervision.WorkerState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last events of one stream, oldest first; older ones are forgotten. Any thread may call it. */
final class RecentEvents {

    static final int LIMIT = 100;

    private final Deque<StreamEvent> events = new ArrayDeque<>();
    private final InstantSource clock;

    RecentEvents() {
        this(InstantSource.system());
    }

    RecentEvents(InstantSource clock) {
        this.clock = clock;
    }

    void state(WorkerState now) {
        add(now.name(), now.reason(), now.message());
    }

    synchronized void add(String name, String reason, String text) {
        Instant now = clock.instant();
        StreamEvent event = new StreamEvent(now, now, 1, name, reason, text);
        StreamEvent before = events.peekLast();
        if (before != null && before.isLike(event)) {
            events.removeLast();
            event = before.and(event);
        }
        events.addLast(event);
        if (events.size() > LIMIT) {
            events.removeFirst();
        }
    }

    synchronized List<StreamEvent> list() {
        return List.copyOf(events);
    }
}
