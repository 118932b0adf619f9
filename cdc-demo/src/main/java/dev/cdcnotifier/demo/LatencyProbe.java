package dev.cdcnotifier.demo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures how long each event takes from the return of its commit to a consumer's poll. Any thread; both ends give the
 * time of one clock, {@link System#nanoTime()}.
 */
final class LatencyProbe {

    private record Event(String key, int eventId) {}

    // Of the end that came first: a message can be faster than the answer to its commit, and counts as 0 then.
    private final Map<Event, Long> waiting = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();

    /** The commit of this event has returned. */
    void committed(String key, int eventId, long nanoTime) {
        Event event = new Event(key, eventId);
        Long polled = waiting.putIfAbsent(event, nanoTime);
        if (polled != null) {
            waiting.remove(event);
            latencies.record(polled - nanoTime);
        }
    }

    /** This event's message has come out of a poll. */
    void polled(String key, int eventId, long nanoTime) {
        Event event = new Event(key, eventId);
        Long committed = waiting.putIfAbsent(event, nanoTime);
        if (committed != null) {
            waiting.remove(event);
            latencies.record(nanoTime - committed);
        }
    }

    /** What was measured so far. */
    Latencies.Count count() {
        return latencies.count();
    }
}
