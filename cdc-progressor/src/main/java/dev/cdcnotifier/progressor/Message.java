package dev.cdcnotifier.progressor;

import org.jspecify.annotations.Nullable;

/** A message of one of the two topics, as {@link MessageReader} reads it. Immutable; any thread. */
public sealed interface Message {

    String namespace();

    String processId();

    /** The message's own word for when it happened; that it is a time was not checked. */
    String createdAt();

    /** The key that such a message has: {@code <namespace> <process id>}. */
    default String key() {
        return namespace() + ' ' + processId();
    }

    /**
     * A message of the event sink.
     *
     * @param formatVersion null where the message has none
     */
    record Event(
            String namespace,
            String processId,
            long eventId,
            String createdAt,
            @Nullable Integer formatVersion,
            MsgpackValue data)
            implements Message {}

    /** A message of the lifecycle sink. */
    record Lifecycle(String namespace, String processId, String createdAt, Change change) implements Message {}

    /** What became of a process. */
    sealed interface Change {

        record Created() implements Change {}

        /** @param reason null where the message has none; ours always have one */
        record Failed(@Nullable String reason) implements Change {}

        /** It works again. */
        record Working() implements Change {}

        record Removed() implements Change {}
    }
}
