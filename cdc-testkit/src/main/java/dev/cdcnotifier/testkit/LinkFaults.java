package dev.cdcnotifier.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a {@link FaultyProxy} does to the bytes that pass, for all its connections together. Any thread. */
final class LinkFaults {

    private final Set<Direction> frozen = EnumSet.noneOf(Direction.class);
    private final Map<Direction, Long> delayNanos = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> bytesBeforeCut = new EnumMap<>(Direction.class);
    private UnaryOperator<byte[]> fromServer = UnaryOperator.identity();
    private int pieceBytes = Integer.MAX_VALUE;
    private boolean closed;

    synchronized void freeze(Set<Direction> directions) {
        frozen.addAll(directions);
    }

    synchronized void thaw() {
        frozen.clear();
        notifyAll();
    }

    synchronized void delay(Direction direction, Duration delay) {
        delayNanos.put(direction, delay.toNanos());
        notifyAll();
    }

    synchronized void cutAfter(Direction direction, long bytes) {
        bytesBeforeCut.put(direction, bytes);
    }

    synchronized void pieces(int bytes) {
        pieceBytes = bytes;
    }

    synchronized void rewriteFromServer(UnaryOperator<byte[]> rewriting) {
        fromServer = rewriting;
    }

    /** The first bytes of the buffer as they are to be passed on. */
    synchronized byte[] rewritten(Direction direction, byte[] buffer, int length) {
        byte[] bytes = Arrays.copyOf(buffer, length);
        return direction == Direction.TO_CLIENT ? fromServer.apply(bytes) : bytes;
    }

    /** Lets everything go that waits here; nothing passes any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Returns when a connection may be made: not while both directions are frozen; false when the proxy is closed. */
    synchronized boolean awaitConnect() throws InterruptedException {
        while (frozen.size() == Direction.values().length && !closed) {
            wait();
        }
        return !closed;
    }

    /** Returns when bytes that were read just now may pass; false when the proxy is closed. */
    synchronized boolean awaitPassage(Direction direction) throws InterruptedException {
        long read = System.nanoTime();
        while (!closed) {
            long left = read + delayNanos.getOrDefault(direction, 0L) - System.nanoTime();
            if (frozen.contains(direction)) {
                wait();
            } else if (left > 0) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } else {
                return true;
            }
        }
        return false;
    }

    /** How many of these bytes go out in one write; -1 when the connection is cut here, and the cut is spent. */
    synchronized int nextPiece(Direction direction, int bytes) {
        int piece = Math.min(bytes, pieceBytes);
        Long left = bytesBeforeCut.get(direction);
        if (left == null) {
            return piece;
        }
        if (left == 0) {
            bytesBeforeCut.remove(direction);
            return -1;
        }
        piece = (int) Math.min(piece, left);
        bytesBeforeCut.put(direction, left - piece);
        return piece;
    }
}
