package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.replication.WalsenderLook;
import dev.cdcnotifier.supervision.Stall;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
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
    private final Question<Optional<WalsenderLook>, RuntimeException> question;
    private final Consumer<WalEnd> ends;
    private final LongConsumer busy;

    private long lookedAt;
    private @Nullable WalsenderLook before;
    private boolean sawNothing;
    private boolean hasMovedSince;
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
     * @param ends told by {@link #check} each end of the WAL that the stream has yet to confirm
     * @param busy told by {@link #check} when the walsender was last known to be too busy to answer: a reading of the clock
     * @param thread where the server is asked
     * @param nowNanos a reading of the clock; the first look comes at once
     */
    StallWatch(String stream, Look look, Consumer<WalEnd> ends, LongConsumer busy, Executor thread, long nowNanos) {
        this.stream = stream;
        this.look = look;
        this.question = new Question<>(() -> Optional.ofNullable(look.now()), thread);
        this.ends = ends;
        this.busy = busy;
        this.lookedAt = nowNanos - LOOK_NANOS;
    }

    /** Why nothing comes although there is something to come; null while there is no such thing. */
    @Nullable
    Stall stall() {
        return stall;
    }

    /**
     * To be called in each turn of the loop. Takes an answer when there is one, and never waits for it.
     *
     * @param heardNow the position the server last reported
     * @param messagesNow how many messages have come in this session
     * @param isDry whether the last poll found nothing
     */
    void check(Lsn heardNow, long messagesNow, boolean isDry, long nowNanos) throws InterruptedException {
        if (messagesNow != messages || !heardNow.equals(heard)) {
            messages = messagesNow;
            heard = heardNow;
            before = null;
            hasMovedSince = true;
            become(null);
        }
        sawNothing |= isDry;
        if (look != Look.NONE && !question.isAsked() && nowNanos - lookedAt >= LOOK_NANOS) {
            lookedAt = nowNanos;
            hasMovedSince = false;
            question.ask();
        }
        if (question.isAnswered()) {
            take();
            sawNothing = false;
        }
    }

    private void take() throws InterruptedException {
        @Nullable WalsenderLook now;
        try {
            now = question.take().orElse(null);
        } catch (SQLException e) {
            // The guard says so when it lasts; the stream does without the answer.
            LOG.debug("cannot ask what the walsender does stream={}", stream, e);
            return;
        }
        if (now == null) {
            return;
        }
        if (now.isBusy()) {
            busy.accept(lookedAt);
        }
        boolean caughtUp = now.isCaughtUp() && now.walEnd().bytesSince(heard) <= UNFINISHED_RECORD_BYTES;
        ends.accept(new WalEnd(caughtUp ? heard : now.walEnd(), Instant.now()));
        WalsenderLook first = before;
        if (caughtUp || !sawNothing || hasMovedSince || !now.walEnd().isAfter(heard)) {
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
