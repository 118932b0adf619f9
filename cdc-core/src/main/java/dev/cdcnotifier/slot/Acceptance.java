package dev.cdcnotifier.slot;

import dev.cdcnotifier.replication.Reason;
import dev.cdcnotifier.supervision.Failure;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator accepts who was told of a failure and wants the stream to go on: that of which it told, and nothing else.
 * Who resumes a stream after a poison row has not seen that its slot was moved meanwhile. Pure.
 */
final class Acceptance {

    private static final Map<String, Reason> SOURCE = Stream.concat(
                    Stream.of(
                                    Reason.SLOT_MISSING,
                                    Reason.SLOT_WRONG,
                                    Reason.SLOT_LOST,
                                    Reason.SLOT_MOVED,
                                    Reason.PUBLICATION_MISSING,
                                    Reason.PUBLICATION_NARROW)
                            .map(reason -> Map.entry(reason.code(), reason)),
                    Stream.of(
                            Map.entry("slot_unusable", Reason.SLOT_WRONG), Map.entry("wal_removed", Reason.SLOT_LOST)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Set<String> POSITIONS = Set.of("position_topic_missing", "position_lost");

    private Acceptance() {}

    /** What of the slot or the publications it is, which are taken as they are then; empty when it is neither. */
    static Optional<Reason> ofSource(Failure told) {
        return Optional.ofNullable(SOURCE.get(told.reason()));
    }

    /** Whether it is the topic of positions. */
    static boolean isOfPositions(Failure told) {
        return POSITIONS.contains(told.reason());
    }

    /** Whether it is a topic that messages go to. */
    static boolean isOfTopics(Failure told) {
        return told.reason().equals("topic_recreated");
    }

    /** Whether it is a message that could not be read or a change that could not be sent, which is tried again then. */
    static boolean isOfMessage(Failure told) {
        return told.reason().equals("malformed_message") || told.reason().equals(UndecodableChangeException.REASON);
    }
}
