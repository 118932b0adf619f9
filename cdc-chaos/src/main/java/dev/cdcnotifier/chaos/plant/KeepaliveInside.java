package dev.cdcnotifier.chaos.plant;

import dev.cdcnotifier.testkit.Direction;
import dev.cdcnotifier.testkit.FaultyProxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Ends what comes from the server with the Begin of one transaction and a keepalive, as when the server is asked for a
 * reply while it decodes the transaction's rows. As there, the keepalive's WAL end is where the transaction's commit record
 * begins: at or past the end of every transaction that came before it. Everything later waits, for good: a part of it is
 * dropped, so the connection must not go on. Called by the way's threads, one at a time.
 */
final class KeepaliveInside implements UnaryOperator<byte[]> {

    /** CopyData with XLogData: type, length, kind, three positions and times. Then Begin: type, LSN, time, xid. */
    private static final int BEGIN_BYTES = 51;

    private static final int KIND_AT = 5;
    private static final int TYPE_AT = 30;
    private static final int COMMIT_LSN_AT = 31;
    private static final int XID_AT = 47;

    private static final int KEEPALIVE_BYTES = 23;
    private static final long NOT_YET = 0;

    private final FaultyProxy way;
    private final int xid;
    private byte[] before = {};
    private volatile long walEnd = NOT_YET;

    KeepaliveInside(FaultyProxy way, int xid) {
        this.way = way;
        this.xid = xid;
    }

    /** Whether the keepalive was put in. */
    boolean isIn() {
        return walEnd != NOT_YET;
    }

    /** The WAL end the keepalive names; after {@link #isIn}. */
    long walEnd() {
        return walEnd;
    }

    @Override
    public byte[] apply(byte[] piece) {
        // A Begin may come in two pieces.
        ByteBuffer seen =
                ByteBuffer.allocate(before.length + piece.length).put(before).put(piece);
        for (int at = 0; at + BEGIN_BYTES <= seen.capacity(); at++) {
            if (isBegin(seen, at)) {
                walEnd = seen.getLong(at + COMMIT_LSN_AT);
                way.freeze(Direction.TO_CLIENT);
                return withKeepalive(piece, at + BEGIN_BYTES - before.length);
            }
        }
        before = Arrays.copyOfRange(seen.array(), Math.max(0, seen.capacity() - BEGIN_BYTES + 1), seen.capacity());
        return piece;
    }

    private boolean isBegin(ByteBuffer seen, int at) {
        return seen.get(at) == 'd'
                && seen.getInt(at + 1) == BEGIN_BYTES - 1
                && seen.get(at + KIND_AT) == 'w'
                && seen.get(at + TYPE_AT) == 'B'
                && seen.getInt(at + XID_AT) == xid;
    }

    private byte[] withKeepalive(byte[] piece, int length) {
        return ByteBuffer.allocate(length + KEEPALIVE_BYTES)
                .put(piece, 0, length)
                .put((byte) 'd')
                .putInt(KEEPALIVE_BYTES - 1)
                .put((byte) 'k')
                .putLong(walEnd)
                .putLong(0) // the server's clock: nobody asks for it
                .put((byte) 0) // no reply requested
                .array();
    }
}
