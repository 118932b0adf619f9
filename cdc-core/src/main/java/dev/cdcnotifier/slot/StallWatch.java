package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.replication.WalsenderLook;
import dev.cdcnotifier.supervision.Stall;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the server has WAL for the stream and sends nothing: such a stream looks like an idle one from here. Asks the
 * server every 5 s for the end of its WAL and for what the walsender does; two looks in a row between which nothing came
 * although there was something to come make a stall. Owned by the slot's thread.
 */
final class StallWatch {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    /** A caught-up walsender has not read the part of a record that is on disk without its rest. Few records are longer. */
    private static final long UNFINISHED_RECORD_BYTES = 1 << 20;

    private final String stream;
    private final Look look;
    private final BooleanSupplier doubtful;
    private final Consumer<WalEnd> ends;

    private long lookedAt;
    private @Nullable WalsenderLook before;
    private boolean sawNothing;
    private Lsn heard = Lsn.NONE;
    private long messages;
    private @Nullable Stall stall;

    /** Asks the server; queries on the control connection. */
    @FunctionalInterface
    interface Look {

        Look NONE = () -> null;

        /** Null when the walsender is gone. */
        @Nullable
        WalsenderLook now() throws SQLException;
    }

    /**
     * @param doubtful whether the server owes the stream an answer: then it is asked nothing
     * @param ends told each end of the WAL that the stream has yet to confirm
     * @param nowNanos a reading of the clock; the first look comes at once
     */
    StallWatch(String stream, Look look, BooleanSupplier doubtful, Consumer<WalEnd> ends, long nowNanos) {
        this.stream = stream;
        this.look = look;
        this.doubtful = doubtful;
        this.ends = ends;
        this.lookedAt = nowNanos - LOOK_NANOS;
    }

    /** Why nothing comes although there is something to come; null while there is no such thing. */
    @Nullable
    Stall stall() {
        return stall;
    }

    /**
     * To be called in each turn of the loop.
     *
     * @param heardNow the position the server last reported
     * @param messagesNow how many messages have come in this session
     * @param isDry whether the last poll found nothing
     */
    void check(Lsn heardNow, long messagesNow, boolean isDry, long nowNanos) {
        if (messagesNow != messages || !heardNow.equals(heard)) {
            messages = messagesNow;
            heard = heardNow;
            before = null;
            become(null);
        }
        sawNothing |= isDry;
        if (look == Look.NONE || nowNanos - lookedAt < LOOK_NANOS || doubtful.getAsBoolean()) {
            return;
        }
        lookedAt = nowNanos;
        look();
        sawNothing = false;
    }

    private void look() {
        WalsenderLook now;
        try {
            now = look.now();
        } catch (SQLException e) {
            // The guard says so when it lasts; the stream does without the answer.
            LOG.debug("cannot ask what the walsender does stream={}", stream, e);
            return;
        }
        if (now == null) {
            return;
        }
        boolean caughtUp = now.isCaughtUp() && now.walEnd().bytesSince(heard) <= UNFINISHED_RECORD_BYTES;
        ends.accept(new WalEnd(caughtUp ? heard : now.walEnd(), Instant.now()));
        WalsenderLook first = before;
        if (caughtUp || !sawNothing || !now.walEnd().isAfter(heard)) {
            before = null;
            become(null);
        } else {
            before = now;
            become(first == null ? stall : Stalls.of(first, now));
        }
    }

    private void become(@Nullable Stall next) {
        if (next != null && !next.equals(stall)) {
            LOG.warn(
                    "the server sends nothing although it has WAL stream={} reason={} heard={}: {}",
                    stream,
                    next.reason(),
                    heard,
                    next.message());
        } else if (next == null && stall != null) {
            LOG.info("the server sends again stream={} after={}", stream, stall.reason());
        }
        stall = next;
    }
}
