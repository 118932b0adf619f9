package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.slot.StreamStatus;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds a stream by its name, {@code db_ref/slot}, or by its slot where that says enough. Any thread may call it. */
final class StreamLookup {

    private final Supplier<List<StreamStatus>> streams;

    StreamLookup(Supplier<List<StreamStatus>> streams) {
        this.streams = streams;
    }

    /** @throws RequestRefusedException 404 when there is none, 409 when several databases have a slot of that name */
    StreamStatus find(String name) throws RequestRefusedException {
        List<StreamStatus> all = streams.get();
        for (StreamStatus stream : all) {
            if (stream.stream().equals(name)) {
                return stream;
            }
        }
        List<StreamStatus> found =
                all.stream().filter(stream -> stream.slot().equals(name)).toList();
        if (found.isEmpty()) {
            throw new RequestRefusedException(
                    404, "unknown_stream", "there is no such stream; there are: " + names(all));
        }
        if (found.size() > 1) {
            throw new RequestRefusedException(
                    409, "ambiguous", "several databases have a slot of that name; name one of: " + names(found));
        }
        return found.get(0);
    }

    private static String names(List<StreamStatus> streams) {
        return streams.stream().map(StreamStatus::stream).collect(Collectors.joining(", "));
    }
}
