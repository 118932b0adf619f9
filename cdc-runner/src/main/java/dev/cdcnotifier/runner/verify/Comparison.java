package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.verify.Difference.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Proves, process by process and sink by sink, that two sides tell the same in the same order, or shows where they do not. The
 * messages of a process form two sequences; without repeats these have to be equal.
 *
 * <p>A message without a counterpart waits until the other side has come past its place by the grace period: until the other
 * side speaks of times that much later. So a side that is halted or behind makes messages wait, and makes no differences.
 *
 * <p>Pure: times come in with the calls. Memory is what waits. One thread.
 */
final class Comparison {

    private final Duration grace;
    private final Duration tolerance;
    private final Consumer<Difference> differences;
    private final Counts counts = new Counts();
    private final Map<Key, Lane> lanes = new HashMap<>();
    private final Map<Side, Long> waiting = new EnumMap<>(Side.class);
    private final Lane.Outcome outcome = new Counting();
    private long waitingBytes;

    private record Key(Sink sink, String process) {}

    /**
     * @param grace how far the other side has to be past a message that it lacks
     * @param tolerance by how much the times of lifecycle messages may differ: ours is the commit's, the engine's its clock's
     * @param differences is told each one once
     */
    Comparison(Duration grace, Duration tolerance, Consumer<Difference> differences) {
        this.grace = grace;
        this.tolerance = tolerance;
        this.differences = differences;
    }

    /** A message was read, in the order of its partition. */
    void read(Side side, Observed message) {
        counts.of(side).read++;
        waiting.merge(side, 1L, Long::sum);
        waitingBytes += message.bytes();
        Key key = new Key(message.content().sink(), message.process());
        Lane lane = lanes.computeIfAbsent(key, first -> new Lane(tolerance));
        lane.add(side, message, outcome);
        if (lane.isEmpty()) {
            lanes.remove(key);
        }
    }

    /** A message was read that its row, or its event's identity, shows to be a repeat. */
    void readAgain(Side side) {
        counts.of(side).read++;
        counts.of(side).repeats++;
    }

    /** Decides on what the other side has come past. */
    void judge(Map<Side, Instant> places) {
        judge(
                (side, message) -> {
                    Instant place = places.getOrDefault(side.other(), Instant.MIN);
                    return Duration.between(message.place(), place).compareTo(grace) >= 0;
                },
                false);
    }

    /**
     * Decides on what was read at that time or before, and on what both sides tell: nothing more comes.
     *
     * @param complete the sides that were read to their end; what such a side lacks, it lacks
     */
    void finish(long nanos, Set<Side> complete) {
        judge((side, message) -> complete.contains(side.other()) && message.readAtNanos() - nanos <= 0, true);
    }

    private void judge(BiPredicate<Side, Observed> isOverdue, boolean last) {
        for (Lane lane : List.copyOf(lanes.values())) {
            lane.judge(isOverdue, last, outcome);
        }
        lanes.values().removeIf(Lane::isEmpty);
    }

    Counts counts() {
        return counts;
    }

    /** How many messages of a side have no counterpart yet. */
    long waiting(Side side) {
        return waiting.getOrDefault(side, 0L);
    }

    /** About how much memory those take. */
    long waitingBytes() {
        return waitingBytes;
    }

    private void gone(Side side, Observed message) {
        waiting.merge(side, -1L, Long::sum);
        waitingBytes -= message.bytes();
    }

    /** What becomes of messages is counted, and told. */
    private final class Counting implements Lane.Outcome {

        @Override
        public void same(Observed ours, Observed engine) {
            gone(Side.OURS, ours);
            gone(Side.ENGINE, engine);
            if (ours.content().sink() == Sink.LIFECYCLE) {
                ours.content().skew(engine.content()).ifPresent(counts::count);
            }
            if (!ours.key().equals(engine.key())) {
                tell(Difference.between(Kind.DIFFERENT, List.of("key"), ours, engine));
                return;
            }
            if (!ours.counts() && !engine.counts()) {
                counts.of(Side.OURS).passedOver++;
                counts.of(Side.ENGINE).passedOver++;
                return;
            }
            counts.countSame();
            if (ours.partition() != engine.partition()) {
                counts.countOtherPartition();
            }
        }

        @Override
        public void repeated(Side side, Observed message) {
            gone(side, message);
            counts.of(side).repeats++;
        }

        @Override
        public void differs(Difference difference) {
            if (difference.ours() != null) {
                gone(Side.OURS, difference.ours());
            }
            if (difference.engine() != null) {
                gone(Side.ENGINE, difference.engine());
            }
            tell(difference);
        }

        @Override
        public void passedOver(Side side, Observed message) {
            gone(side, message);
            counts.of(side).passedOver++;
        }

        private void tell(Difference difference) {
            counts.count(difference.kind());
            differences.accept(difference);
        }
    }
}
