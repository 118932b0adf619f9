package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.topic.Cluster;
import dev.cdcnotifier.testkit.progressor.EngineMessages;
import dev.cdcnotifier.testkit.progressor.EventRow;
import dev.cdcnotifier.testkit.progressor.LifecycleChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A comparison with topics of two sides that a test writes, record by record. */
final class TwoSides {

    static final String NAMESPACE = "ns";
    static final Duration GRACE = Duration.ofSeconds(10);
    static final Duration TOLERANCE = Duration.ofSeconds(2);
    static final Instant START = Instant.parse("2026-11-28T05:00:00Z");
    static final int PARTITIONS = 2;

    final List<Difference> differences = new ArrayList<>();
    final Comparison comparison = new Comparison(GRACE, TOLERANCE, differences::add);
    private final Map<Side, SideRecords> sides = new EnumMap<>(Side.class);
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    /** When records are read, by {@link System#nanoTime}. */
    long now;

    /** Whether records say when they were written. */
    boolean areTimed = true;

    TwoSides() {
        this(Instant.MIN);
    }

    /** @param since before which messages need no counterpart */
    TwoSides(Instant since) {
        VerifyOptions options = new VerifyOptions(NAMESPACE, since, false, GRACE, TOLERANCE, Long.MAX_VALUE, 1, false);
        for (Side side : Side.values()) {
            SideTopics topics = new SideTopics(
                    new Cluster("test", Map.of()), topic(side, Sink.EVENTSINK), topic(side, Sink.LIFECYCLE));
            sides.put(side, new SideRecords(side, topics, options, comparison, 2 * PARTITIONS));
        }
    }

    static String topic(Side side, Sink sink) {
        return side.word() + '-' + sink.word();
    }

    SideRecords of(Side side) {
        return sides.get(side);
    }

    /** What both sides have to say, once each. */
    record Said(Sink sink, String process, byte[] value, Instant time, long row) {

        static Said event(String process, int eventId, Object content, Instant time) {
            EventRow row = new EventRow(eventId, time, 1, content, new byte[0]);
            return new Said(Sink.EVENTSINK, process, EngineMessages.event(NAMESPACE, process, row), time, 0);
        }

        static Said lifecycle(String process, LifecycleChange change, Instant time) {
            byte[] value = EngineMessages.lifecycle(NAMESPACE, process, change, time);
            return new Said(Sink.LIFECYCLE, process, value, time, 0);
        }

        /** Of that row of ours, from 1. */
        Said ofRow(long number) {
            return new Said(sink, process, value, time, number);
        }

        Said saying(byte[] other) {
            return new Said(sink, process, other, time, row);
        }

        TopicPartition partition(Side side) {
            return new TopicPartition(topic(side, sink), Math.floorMod(process.hashCode(), PARTITIONS));
        }
    }

    /** A side's topic is read on, and holds that. */
    void read(Side side, Said said) {
        read(side, said, said.partition(side).partition(), NAMESPACE + ' ' + said.process());
    }

    void read(Side side, Said said, int partition, String key) {
        TopicPartition place = new TopicPartition(topic(side, said.sink()), partition);
        RecordHeaders headers = new RecordHeaders();
        if (said.row() > 0) {
            headers.add("cdc-lsn", ("0/" + Long.toHexString(said.row())).getBytes(StandardCharsets.UTF_8));
            headers.add("cdc-seq", "1".getBytes(StandardCharsets.UTF_8));
        }
        sides.get(side)
                .read(
                        new ConsumerRecord<>(
                                place.topic(),
                                place.partition(),
                                offsets.merge(place, 1L, Long::sum) - 1,
                                // Written a moment after it happened.
                                areTimed ? said.time().plusMillis(300).toEpochMilli() : ConsumerRecord.NO_TIMESTAMP,
                                areTimed ? TimestampType.CREATE_TIME : TimestampType.NO_TIMESTAMP_TYPE,
                                0,
                                0,
                                key.getBytes(StandardCharsets.UTF_8),
                                said.value(),
                                headers,
                                Optional.empty()),
                        now);
    }

    void both(Said said) {
        read(Side.OURS, said);
        read(Side.ENGINE, said);
    }

    /** Nothing more is there of a side; its partitions have come as far as it has. */
    void atEnd(Side side) {
        partitions(side).forEach(partition -> of(side).hasCome(partition, of(side).latest()));
    }

    /** Decides on what is due. */
    void judge() {
        Map<Side, Instant> places = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            places.put(side, of(side).place(partitions(side)));
        }
        comparison.judge(places);
    }

    /** Nothing more comes. */
    void finish() {
        comparison.finish(0, EnumSet.allOf(Side.class));
    }

    static List<TopicPartition> partitions(Side side) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Sink sink : Sink.values()) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(topic(side, sink), partition));
            }
        }
        return partitions;
    }
}
