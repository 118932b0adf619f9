package dev.cdcnotifier.runner.remote;

import java.util.List;

/**
 * Streams of another process at one moment.
 *
 * @param json as the process wrote them: an array, in one line
 * @param streams the same, read
 */
public record RemoteStreams(String json, List<RemoteStream> streams) {

    public RemoteStreams {
        streams = List.copyOf(streams);
    }

    /** Whether every one is ready. */
    public boolean ready() {
        return streams.stream().allMatch(RemoteStream::ready);
    }
}
