package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.verify.Difference.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a comparison has seen so far. One thread. */
final class Counts {

    private final Map<Side, OfSide> sides = new EnumMap<>(Side.class);
    private final Map<Kind, Long> differences = new EnumMap<>(Kind.class);
    private long same;
    private long otherPartition;
    private @Nullable Duration leastSkew;
    private @Nullable Duration mostSkew;

    /** Of one side. */
    static final class OfSide {
        /** Messages of the namespace. */
        long read;

        /** Records of other namespaces in the same topics. */
        long foreign;

        long repeats;

        /** From before the start, with a counterpart or without. */
        long passedOver;
    }

    Counts() {
        for (Side side : Side.values()) {
            sides.put(side, new OfSide());
        }
    }

    OfSide of(Side side) {
        return sides.getOrDefault(side, new OfSide());
    }

    void countSame() {
        same++;
    }

    void countOtherPartition() {
        otherPartition++;
    }

    void count(Kind kind) {
        differences.merge(kind, 1L, Long::sum);
    }

    void count(Duration skew) {
        leastSkew = leastSkew == null || skew.compareTo(leastSkew) < 0 ? skew : leastSkew;
        mostSkew = mostSkew == null || skew.compareTo(mostSkew) > 0 ? skew : mostSkew;
    }

    /** Pairs that say the same, at the same places of their sequences. */
    long same() {
        return same;
    }

    /** Of these, the pairs that lie in different partitions. */
    long otherPartition() {
        return otherPartition;
    }

    long of(Kind kind) {
        return differences.getOrDefault(kind, 0L);
    }

    /** Differences of every kind. */
    long differences() {
        return differences.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By how much the engine's lifecycle messages name a later time than ours; empty before the first. */
    String skew() {
        if (leastSkew == null || mostSkew == null) {
            return "";
        }
        long least = leastSkew.toSeconds();
        long most = mostSkew.toSeconds();
        return least == most ? least + " s" : least + " s to " + most + " s";
    }
}
