package dev.cdcnotifier.slot;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.InFlight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What lies between one session and its topic: records queue up by partition, become readable in the order of their
 * partition, and are confirmed in any order. Where there are faults, a record is refused at once or later, or is written
 * and reported as failed; a partition stands for a while, the cluster for ever, or it is slow.
 */
final class SimulatedKafka {

    private static final int PARTITIONS = 3;
    private static final int LONGEST_HOLD_NANOS = 1_500_000_000;

    private record Queued(String message, InFlight run) {}

    private static final class Partition {
        private final Deque<Queued> queue = new ArrayDeque<>();
        private long heldUntil;
    }

    private final SplittableRandom random;
    private final SimulatedTopic topic;
    private final AckLedger ledger;
    private final boolean faults;
    private final boolean stands;
    private final int slowness;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<InFlight> unacked = new ArrayList<>();

    private long taken;
    private long acks;
    private long confirmedAt = Long.MIN_VALUE / 2;

    SimulatedKafka(SplittableRandom random, SimulatedTopic topic, AckLedger ledger, boolean faults) {
        this.random = random;
        this.topic = topic;
        this.ledger = ledger;
        this.faults = faults;
        this.stands = happens(8);
        this.slowness = happens(8) ? 16 : 1;
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new Partition());
        }
    }

    /** How many records were confirmed until now. */
    long acks() {
        return acks;
    }

    /** When a record was last confirmed. */
    long confirmedAt() {
        return confirmedAt;
    }

    boolean hasConfirmedAll() {
        return acks == taken;
    }

    /** Takes nothing any more after a failure: it would overtake the record that failed. */
    void take(String message, long now) {
        if (ledger.failure() != null) {
            return;
        }
        InFlight run = ledger.sent(message.length(), now);
        taken++;
        if (happens(300)) {
            fail();
        } else {
            partition(message).queue.add(new Queued(message, run));
        }
    }

    /** Some of what may happen at any time. */
    void work(long now) {
        if (stands || random.nextInt(slowness) > 0) {
            return;
        }
        Partition partition = partitions.get(random.nextInt(PARTITIONS));
        if (happens(200)) {
            partition.heldUntil = now + random.nextInt(LONGEST_HOLD_NANOS);
        }
        if (!partition.queue.isEmpty() && now - partition.heldUntil >= 0) {
            write(partition);
        }
        if (!unacked.isEmpty() && random.nextBoolean()) {
            unacked.remove(random.nextInt(unacked.size())).acked();
            acks++;
            confirmedAt = now;
        }
    }

    /** What is on its way arrives in part, in order: Kafka may still take what a dead process has sent. */
    void close() {
        for (Partition partition : partitions) {
            for (int left = random.nextInt(partition.queue.size() + 1); left > 0; left--) {
                topic.arrive(partition.queue.remove().message());
            }
        }
    }

    private void write(Partition partition) {
        Queued first = partition.queue.remove();
        if (happens(300)) {
            // The broker takes nothing of this producer in this partition after the record it refused.
            partition.queue.clear();
            fail();
            return;
        }
        topic.arrive(first.message());
        if (happens(300)) {
            fail();
        } else {
            unacked.add(first.run());
        }
    }

    private Partition partition(String message) {
        return partitions.get(SimulatedTopic.keyOf(message) % PARTITIONS);
    }

    private boolean happens(int oneIn) {
        return faults && random.nextInt(oneIn) == 0;
    }

    private void fail() {
        ledger.failed(new DeliveryException(DeliveryException.Kind.TRANSIENT, "scripted", "scripted"));
    }
}
