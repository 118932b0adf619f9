package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.remote.RemoteStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Rows a second of streams that are looked at again and again, over the last looks. For one thread. */
final class Rates {

    private static final int LOOKS = 5;

    private record Look(long nanos, long rows) {}

    private final Map<String, Deque<Look>> looks = new HashMap<>();

    /** Notes how far the streams are. */
    void add(List<RemoteStream> streams, long nanos) {
        for (RemoteStream stream : streams) {
            Deque<Look> seen = looks.computeIfAbsent(stream.stream(), name -> new ArrayDeque<>());
            Look last = seen.peekLast();
            if (last != null && stream.rows() < last.rows()) {
                seen.clear(); // the process was started anew
            }
            seen.addLast(new Look(nanos, stream.rows()));
            if (seen.size() > LOOKS) {
                seen.removeFirst();
            }
        }
    }

    /** Empty before the second look. */
    OptionalDouble of(String stream) {
        Deque<Look> seen = looks.getOrDefault(stream, new ArrayDeque<>());
        if (seen.size() < 2) {
            return OptionalDouble.empty();
        }
        Look first = seen.getFirst();
        Look last = seen.getLast();
        return OptionalDouble.of((last.rows() - first.rows()) * 1e9 / (last.nanos() - first.nanos()));
    }
}
