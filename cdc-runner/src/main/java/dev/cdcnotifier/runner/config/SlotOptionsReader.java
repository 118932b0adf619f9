package dev.cdcnotifier.runner.config;

import static dev.cdcnotifier.runner.config.Values.bytes;
import static dev.cdcnotifier.runner.config.Values.choice;
import static dev.cdcnotifier.runner.config.Values.duration;
import static dev.cdcnotifier.runner.config.Values.integer;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.progressor.ExternalTermLimits;
import dev.cdcnotifier.replication.Provision;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads what may be set for all slots or for one. */
final class SlotOptionsReader {

    private enum OnPoison {
        STOP,
        DEAD_LETTER
    }

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** The sessions ask for a wal_sender_timeout of 20 s, and the server wants an answer within half of that. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private static final int MOST_RETRIES = 1_000_000;
    private static final long LARGEST_WINDOW = 1L << 40;

    /** PostgreSQL keeps no value of more than 1 GiB, and no array of ours is longer than twice that. */
    private static final long LARGEST_PAYLOAD = 1L << 30;

    /** The most that zlib can reach is about 1,032. */
    private static final int MOST_RATIO = 10_000;

    private SlotOptionsReader() {}

    static SlotOptions read(Section section) {
        Section window = section.child("window");
        SlotOptions options = new SlotOptions(
                section.setting("resend-timeout", duration(SHORTEST, LONGEST)),
                section.setting("max-retries", integer(0, MOST_RETRIES)),
                section.setting("reconnect-timeout", duration(SHORTEST, LONGEST)),
                section.setting("partitioner", choice(Partitioner.class)),
                section.setting("publications", choice(Provision.class)),
                section.setting("slot", choice(Provision.class)),
                section.setting("failover-slot", Values::bool),
                section.setting("binary", Values::bool),
                payload(section.child("payload")),
                window.setting("records", integer(1, Integer.MAX_VALUE)),
                window.setting("bytes", bytes(1, LARGEST_WINDOW)),
                section.setting("status-interval", duration(SHORTEST, LONGEST_SILENCE)),
                section.setting("headers", Values::bool),
                section.setting("delivery", choice(SlotOptions.Delivery.class)),
                section.setting("position-topic", Values::topic),
                section.setting("commit-interval", duration(SHORTEST, LONGEST)));
        window.refuseUnknownKeys();
        section.setting("on-poison", choice(OnPoison.class));
        section.optional("dead-letter-topic", Values::topic);
        section.optional("dead-letter-client", Values::text);
        return options;
    }

    private static ExternalTermLimits payload(Section section) {
        ExternalTermLimits limits = new ExternalTermLimits(
                section.setting("levels", integer(1, ExternalTermLimits.MOST_LEVELS)),
                Math.toIntExact(section.setting("inflated-bytes", bytes(1, LARGEST_PAYLOAD))),
                section.setting("ratio", integer(1, MOST_RATIO)));
        section.refuseUnknownKeys();
        return limits;
    }

    /**
     * Where a slot's rows go that cannot become messages, or empty when such a row stops the stream.
     *
     * @param declared the names of all Kafka clients
     * @param used the Kafka clients of the slot's namespaces
     */
    static Optional<Destination> deadLetters(Section section, Set<String> declared, Set<String> used) {
        if (section.setting("on-poison", choice(OnPoison.class)) == OnPoison.STOP) {
            return Optional.empty();
        }
        Section owner = section.owner("on-poison");
        if (!section.has("dead-letter-topic")) {
            owner.problem("dead-letter-topic", "is missing: on-poison = dead-letter needs a topic");
        }
        Optional<String> topic = section.optional("dead-letter-topic", Values::topic);
        Optional<String> client = section.optional("dead-letter-client", Values::text);
        if (client.isPresent() && !declared.contains(client.get())) {
            section.owner("dead-letter-client")
                    .problem("dead-letter-client", References.unknownKafkaClient(client.get(), declared));
        } else if (client.isEmpty() && used.size() > 1) {
            owner.problem(
                    "dead-letter-client",
                    "is missing: the namespaces of a slot use several Kafka clients, so the one for its"
                            + " dead letters has to be named");
        }
        return topic.flatMap(name ->
                client.or(() -> used.stream().findFirst()).map(kafkaClient -> new Destination(kafkaClient, name)));
    }

    /**
     * A transaction of Kafka's is one client's.
     *
     * @param used the Kafka clients of the slot's namespaces and of its dead letters
     */
    static void requireOneClient(Section section, SlotOptions options, Set<String> used) {
        if (options.delivery() == SlotOptions.Delivery.EXACTLY_ONCE && used.size() > 1) {
            section.owner("delivery")
                    .problem(
                            "delivery",
                            "exactly-once needs one Kafka client for all topics of a slot, and one slot uses "
                                    + String.join(", ", used) + "; give them slots of their own");
        }
    }
}
