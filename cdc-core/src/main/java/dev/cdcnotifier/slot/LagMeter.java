package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Measures a stream's lag at the server's end, across its sessions: what a session has received says nothing of what the
 * server holds back, and between two sessions nothing is received. Written by the slot's thread, read by any.
 */
final class LagMeter {

    /** The end is read every 5 s while streaming, and once per reconnect-timeout between sessions. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private volatile Reading reading = new Reading(Lsn.NONE, null, Lsn.NONE, null);

    /**
     * @param end the end of the WAL
     * @param asOf when it was read
     * @param slotAt where the stream was confirmed before this process knew better
     * @param passed the earliest end known that was not confirmed when it was read; it counts until it is confirmed
     */
    private record Reading(Lsn end, @Nullable Instant asOf, Lsn slotAt, @Nullable WalEnd passed) {

        /** What the stream has confirmed; before its first session that is what the slot says. */
        Lsn confirmed(Progress progress) {
            return progress.confirmed().equals(Lsn.NONE) ? slotAt : progress.confirmed();
        }
    }

    /**
     * The end of the WAL was read.
     *
     * @param slotAt where the slot is confirmed; {@link Lsn#NONE} when that is not known
     */
    void read(WalEnd end, Lsn slotAt, Progress progress) {
        Lsn known = slotAt.equals(Lsn.NONE) ? reading.slotAt() : slotAt;
        Reading next = new Reading(end.position(), end.readAt(), known, null);
        Lsn confirmed = next.confirmed(progress);
        WalEnd passed = reading.passed();
        if (confirmed.equals(Lsn.NONE) || !end.position().isAfter(confirmed)) {
            passed = null;
        } else if (passed == null || !passed.position().isAfter(confirmed)) {
            passed = end;
        }
        reading = new Reading(end.position(), end.readAt(), known, passed);
    }

    /** The lag now. */
    Lag lag(Progress progress, Instant now) {
        Reading last = reading;
        Lsn confirmed = last.confirmed(progress);
        Lsn end = Lsn.max(last.end(), progress.server());
        boolean known = !confirmed.equals(Lsn.NONE) && !end.equals(Lsn.NONE);
        Instant asOf = last.asOf();
        return new Lag(
                known ? OptionalLong.of(end.bytesSince(confirmed)) : OptionalLong.empty(),
                Math.max(progress.commitAgeSeconds(now.toEpochMilli()), secondsSince(last.passed(), confirmed, now)),
                asOf,
                asOf != null && Duration.between(asOf, now).compareTo(FRESH) > 0);
    }

    private static double secondsSince(@Nullable WalEnd passed, Lsn confirmed, Instant now) {
        return passed == null || !passed.position().isAfter(confirmed)
                ? 0
                : Math.max(0, Duration.between(passed.readAt(), now).toMillis()) / 1e3;
    }
}
