package dev.cdcnotifier.chaos.oracle;

import org.jspecify.annotations.Nullable;

/**
 * A message that has to arrive.
 *
 * @param sequence the row's number in its transaction, from 1
 */
public record Expected(String topic, String key, long commitLsn, int sequence, Content content) {

    /** What the message has to say. */
    public sealed interface Content {}

    /** An event of a process. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Event(
            String namespace,
            String processId,
            int eventId,
            String createdAt,
            @Nullable Integer formatVersion,
            byte[] payload)
            implements Content {}

    /** A change in a process's life; the reason of a failure only. */
    public record Lifecycle(String namespace, String processId, String createdAt, Kind kind, @Nullable String reason)
            implements Content {}

    /** What happened to a process. */
    public enum Kind {
        CREATED,
        FAILED,
        WORKING,
        REMOVED
    }

    /** The topic of a namespace's events. */
    public static String eventTopic(String namespace) {
        return namespace + ".eventsink";
    }

    /** The topic of a namespace's lifecycle changes. */
    public static String lifecycleTopic(String namespace) {
        return namespace + ".lifecycle";
    }
}
