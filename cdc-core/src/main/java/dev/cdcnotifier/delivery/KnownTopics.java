package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of a stream as this process has known them, by id: a topic that was deleted and created again is another topic,
 * without the messages and perhaps with other partitions. Lives as long as the process, so that a deletion between two
 * sessions is noticed too. Any thread.
 */
final class KnownTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KnownTopics.class);

    private final Map<Destination, Known> known = new ConcurrentHashMap<>();

    /**
     * A topic as it was.
     *
     * @param reportedMissing whether the stream has stopped since because the topic did not exist
     */
    private record Known(Uuid id, int partitions, boolean reportedMissing) {}

    /**
     * Compares a topic with the one that the stream has written to so far, and remembers it. A topic that takes the place of
     * one that was reported missing, with as many partitions, is what the operator was asked for and is accepted.
     *
     * @throws DeliveryException {@code topic_recreated} when it is another topic
     */
    void accept(Destination destination, Uuid id, int partitions) throws DeliveryException {
        Known before = known.get(destination);
        if (before != null && isOther(before.id(), id)) {
            if (!before.reportedMissing() || before.partitions() != partitions) {
                throw recreated(destination, before.partitions(), partitions);
            }
            LOG.warn(
                    "topic was created again and the stream goes on with it; the messages of the deleted topic are gone"
                            + " topic={} client={} partitions={}",
                    destination.topic(),
                    destination.client(),
                    partitions);
        } else if (before != null && before.partitions() != partitions) {
            LOG.warn(
                    "the number of partitions changed: keys go to other partitions, and their order across the change is"
                            + " not kept topic={} client={} before={} after={}",
                    destination.topic(),
                    destination.client(),
                    before.partitions(),
                    partitions);
        }
        known.put(destination, new Known(id, partitions, false));
    }

    /** What to report of a topic that does not exist; remembers that it was reported. */
    DeliveryException missing(Destination destination, DeliveryException failure) {
        Known before =
                known.computeIfPresent(destination, (topic, seen) -> new Known(seen.id(), seen.partitions(), true));
        return before == null ? failure : KafkaFailures.topicDeleted(destination, before.partitions(), failure);
    }

    /** Accepts every topic as it is when it is next looked at: an operator has seen that one is another. */
    void forget() {
        known.clear();
    }

    static boolean isOther(Uuid before, Uuid now) {
        return !before.equals(now) && !before.equals(Uuid.ZERO_UUID) && !now.equals(Uuid.ZERO_UUID);
    }

    static DeliveryException recreated(Destination destination, int before, int after) {
        return new DeliveryException(
                Kind.NEEDS_OPERATOR,
                "topic_recreated",
                "topic " + destination.topic() + " (client " + destination.client()
                        + ") was deleted and created again: it had " + inWords(before) + ", it has "
                        + inWords(after) + ", and the messages it had are gone. "
                        + (before == after
                                ? "Resume the stream to go on with the new topic"
                                : "Give it the former number of partitions (delete it, then kafka-topics.sh"
                                        + " --bootstrap-server … --create --topic " + destination.topic()
                                        + " --partitions " + before + "), since keys go to other partitions otherwise;"
                                        + " then resume the stream")
                        + ". Set auto.create.topics.enable=false at the brokers, or any client that asks for a deleted"
                        + " topic creates it again");
    }

    private static String inWords(int count) {
        return count + (count == 1 ? " partition" : " partitions");
    }
}
