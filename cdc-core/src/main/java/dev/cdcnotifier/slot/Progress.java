package dev.cdcnotifier.slot;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.pg.Lsn;

/**
 * How far a stream's session is, at one moment. How far it is behind is {@link Lag}.
 *
 * @param server the position the server last reported
 * @param received up to where the stream was read
 * @param confirmed the position we confirmed last
 * @param inFlightRecords records sent and not confirmed by Kafka
 * @param inFlightBytes their bytes
 * @param oldestNanos how long the oldest of them has been waiting
 * @param oldestCommitMicros when the oldest transaction was committed that was received and that Kafka has not confirmed
 *     whole, in microseconds since 1970 by the server's clock; {@link #NO_COMMIT} when there is none
 */
public record Progress(
        Lsn server,
        Lsn received,
        Lsn confirmed,
        int inFlightRecords,
        long inFlightBytes,
        long oldestNanos,
        long oldestCommitMicros) {

    /** In place of a commit's time: there is none. */
    public static final long NO_COMMIT = AckLedger.NO_COMMIT;

    static final Progress NONE = new Progress(Lsn.NONE, Lsn.NONE, Lsn.NONE, 0, 0, 0, NO_COMMIT);

    /**
     * How old the oldest transaction is that was received and that Kafka has not confirmed whole, in seconds; 0 when there
     * is none. It compares the server's clock with ours: where ours is behind, it says less, down to 0. It grows for as long
     * as a stream is stopped that has begun to read something.
     *
     * @param nowMillis our clock, as {@link System#currentTimeMillis}
     */
    double commitAgeSeconds(long nowMillis) {
        return oldestCommitMicros == NO_COMMIT ? 0 : Math.max(0, nowMillis * 1_000 - oldestCommitMicros) / 1e6;
    }

    /** When nothing of it is in flight any more: it is confirmed, or will be received and sent again. */
    Progress sessionEnded() {
        return new Progress(server, received, confirmed, 0, 0, 0, oldestCommitMicros);
    }
}
