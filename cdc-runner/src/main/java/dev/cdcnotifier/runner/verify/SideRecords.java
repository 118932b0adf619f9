package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.MessageFormatException;
import dev.cdcnotifier.progressor.MessageReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of one side to a comparison: those of the namespace, without repeats. Knows how far the side has come: to
 * which time, by its messages' own word. Pure; one thread.
 */
final class SideRecords {

    /** Names of other namespaces that are remembered, to tell somebody who looks in the wrong place. */
    private static final int FOREIGN_NAMES = 5;

    private final Side side;
    private final SideTopics topics;
    private final VerifyOptions options;
    private final Comparison comparison;
    private final Repeats repeats;
    private final Map<TopicPartition, Instant> places = new HashMap<>();
    private final Set<String> foreign = new TreeSet<>();
    private Instant latest = Instant.MIN;
    private long unreadable;
    private @Nullable String firstUnreadable;
    private @Nullable String firstOfOurs;

    /** @param partitions how many there are */
    SideRecords(Side side, SideTopics topics, VerifyOptions options, Comparison comparison, int partitions) {
        this.side = side;
        this.topics = topics;
        this.options = options;
        this.comparison = comparison;
        this.repeats = new Repeats(partitions);
    }

    /** A record was read, in the order of its partition. */
    void read(ConsumerRecord<byte[], byte[]> record, long nanos) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        try {
            Message message = record.value() == null ? null : MessageReader.read(record.value());
            if (message == null) {
                refuse(record, key, "has no value");
            } else if (!message.namespace().equals(options.namespace())) {
                pass(message.namespace());
            } else if (!record.topic().equals(topics.of(sink(message)))) {
                refuse(record, key, "is in the topic of the other sink");
            } else {
                read(record, key, message, nanos);
            }
        } catch (MessageFormatException e) {
            refuse(record, key, e.getMessage());
        }
    }

    private static Sink sink(Message message) {
        return message instanceof Message.Event ? Sink.EVENTSINK : Sink.LIFECYCLE;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, String key, Message message, long nanos) {
        Optional<Row> row = Row.of(record.headers());
        if (side == Side.ENGINE && row.isPresent() && firstOfOurs == null) {
            firstOfOurs = place(record);
        }
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Content content = Content.of(message, record.value());
        Instant time = time(content, record);
        latest = later(latest, time);
        Instant place = places.merge(partition, time, SideRecords::later);
        boolean cameBefore = row.map(ofMessage -> repeats.isRepeat(partition, ofMessage, key, record.value()))
                .orElseGet(() -> repeats.cameBefore(key, record.value()));
        // An event's id comes once; a process may do the same thing twice within a second.
        if (cameBefore && (row.isPresent() || content.sink() == Sink.EVENTSINK)) {
            comparison.readAgain(side);
            return;
        }
        comparison.read(
                side,
                new Observed(
                        content,
                        message.key(),
                        key,
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        place,
                        !time.isBefore(options.since()),
                        cameBefore,
                        nanos));
    }

    /** What a message says of the future is believed no further than it was written, where it is known when that was. */
    private Instant time(Content content, ConsumerRecord<byte[], byte[]> record) {
        if (record.timestamp() < 0) {
            return content.time().orElse(latest);
        }
        Instant written = Instant.ofEpochMilli(record.timestamp());
        return content.time().filter(told -> told.isBefore(written)).orElse(written);
    }

    private void pass(String namespace) {
        comparison.counts().of(side).foreign++;
        if (foreign.size() < FOREIGN_NAMES) {
            foreign.add(namespace);
        }
    }

    private void refuse(ConsumerRecord<byte[], byte[]> record, String key, @Nullable String why) {
        if (!key.startsWith(options.namespace() + ' ')) {
            comparison.counts().of(side).foreign++;
            return;
        }
        unreadable++;
        if (firstUnreadable == null) {
            firstUnreadable = place(record) + " of '" + key + "' " + why;
        }
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + '-' + record.partition() + '@' + record.offset();
    }

    /** Where the first message of the engine's is that names a row, as only cdc-notifier does; null without one. */
    @Nullable
    String firstOfOurs() {
        return firstOfOurs;
    }

    /** The latest time that a message spoke of. */
    Instant latest() {
        return latest;
    }

    /** There is nothing in the partition that speaks of that time or an earlier one, and was not read. */
    void hasCome(TopicPartition partition, Instant time) {
        places.merge(partition, time, SideRecords::later);
    }

    /** How far a partition has come. */
    Instant place(TopicPartition partition) {
        return places.getOrDefault(partition, Instant.MIN);
    }

    /** How far all of these have come. */
    Instant place(Collection<TopicPartition> partitions) {
        return partitions.stream().map(this::place).min(Instant::compareTo).orElse(Instant.MIN);
    }

    /** Records of the namespace, by their key, that are no message of their topic. */
    long unreadable() {
        return unreadable;
    }

    /** The first of them and what is wrong with it; null without one. */
    @Nullable
    String firstUnreadable() {
        return firstUnreadable;
    }

    /** Some other namespaces that were met. */
    Set<String> foreign() {
        return foreign;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
