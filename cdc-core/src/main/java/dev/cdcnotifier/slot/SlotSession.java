package dev.cdcnotifier.slot;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.PositionMemory;
import dev.cdcnotifier.pg.Durations;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.ReplicationStream;
import dev.cdcnotifier.supervision.Stall;
import dev.cdcnotifier.supervision.StopSignal;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.supervision.WorkerContext;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one connection: polls messages, has them mapped and sent, and confirms what Kafka has confirmed. Owned by
 * one thread; throws on any trouble. Its state dies with it: what counts is the position PostgreSQL keeps.
 */
final class SlotSession {

    private static final int POLLS_PER_TURN = 256;

    /** A turn in which the loop has waited that long for the server is a pause, whatever came in it. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long CONFIRM_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A quiet stream follows a busy server at this pace, or at that of the WAL: each step is a record in Kafka. */
    private static final long IDLE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long IDLE_BYTES = 16L << 20;

    private static final long FULL_WINDOW_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long THROTTLE_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a record waits for Kafka before that is called back-pressure. */
    private static final long BACKPRESSURE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ReplicationStream stream;
    private final AckLedger ledger;
    private final Delivery delivery;
    private final PositionMemory memory;
    private final TransactionReader reader;
    private final SlotTimes times;
    private final SlotMetrics metrics;
    private final Ticker ticker;
    private final JoinWatch join;
    private final StreamGuard guard;
    private final StallWatch stalls;

    private final long deadlineNanos;

    private Lsn confirmed;
    private Lsn heard = Lsn.NONE;
    private long messages;
    private long confirmedAt;
    private long askedAt;
    private long checkedAt;
    private long throttleReadAt = Long.MIN_VALUE / 2;
    private long throttledNanos;
    private boolean streamIsDry;
    private boolean hasWaited;
    private boolean maySend = true;
    private boolean isStopping;

    /** Whether a further position was confirmed since that was last said. */
    private boolean isFurther;

    private long stopBy;

    /** @param start the position the stream starts from: confirmed already */
    SlotSession(
            ReplicationStream stream,
            AckLedger ledger,
            Delivery delivery,
            TransactionReader reader,
            SessionWatches watches,
            SlotTimes times,
            SlotMetrics metrics,
            Ticker ticker,
            Lsn start) {
        this.stream = stream;
        this.ledger = ledger;
        this.delivery = delivery;
        this.memory = delivery.memory();
        this.reader = reader;
        this.join = watches.join();
        this.guard = watches.guard();
        this.stalls = watches.stall();
        this.times = times;
        this.metrics = metrics;
        this.ticker = ticker;
        this.confirmed = start;
        this.deadlineNanos = TimeUnit.NANOSECONDS.convert(times.deadline());
    }

    /**
     * Runs until it is told to stop, or until the set of publications has to change.
     *
     * @throws SQLException when the connection is lost or the server refuses something
     * @throws DeliveryException when a message is not delivered within the deadline, or never can be
     * @throws PreconditionException when something the stream relies on has changed or is gone
     * @throws PoisonStopException when a row stops the stream; all transactions before it are confirmed as far as Kafka
     *     took them in time
     */
    Worker.End run(WorkerContext context)
            throws SQLException, DeliveryException, PoisonStopException, PreconditionException, InterruptedException {
        StopSignal stop = context.stop();
        confirmedAt = ticker.nanoTime();
        checkedAt = confirmedAt;
        askedAt = confirmedAt;
        context.streaming();
        while (!stop.requested() || mayFinishTransaction(stop)) {
            long now = ticker.nanoTime();
            streamIsDry = false;
            hasWaited = false;
            if (maySend) {
                poll(now, stop);
            }
            boolean pause = streamIsDry || hasWaited || reader.isAtLimit() || stop.requested();
            maySend = delivery.advance(pause ? Delivery.Urgency.PAUSE : Delivery.Urgency.BUSY, reader::reached);
            // That may have waited.
            now = ticker.nanoTime();
            ledger.turn(now);
            checkDelivery(now);
            confirmProgress(now);
            guard.check(now);
            report(context, now);
            // Between transactions only: one that was left in its middle would be sent again from its start.
            if (!ledger.isTransactionOpen() && join.isDue(confirmed, now)) {
                settle(this::isInTime);
                return Worker.End.REOPEN;
            }
            if (!ledger.hasRoom() || reader.isAtLimit()) {
                ticker.park(FULL_WINDOW_PARK_NANOS);
            }
            failWhenInterrupted();
        }
        settle(now -> now - stopBy < 0);
        return Worker.End.STOPPED;
    }

    /** A transaction that has begun is read to its end, so that the next start does not repeat its first rows. */
    private boolean mayFinishTransaction(StopSignal stop) {
        if (!isStopping) {
            isStopping = true;
            stopBy = ticker.nanoTime() + stop.drain().toNanos();
        }
        return ledger.isTransactionOpen() && ticker.nanoTime() - stopBy < 0;
    }

    /** The transaction that the session is in the middle of; null when it is in none. */
    @Nullable
    OpenTransaction openTransaction() {
        return reader.openTransaction();
    }

    /**
     * Waits, after the connection was lost, until Kafka has confirmed everything that was sent.
     *
     * @return whether it has, within the deadline
     */
    boolean awaitDelivered() throws DeliveryException, InterruptedException {
        long end = ticker.nanoTime() + deadlineNanos;
        while (ledger.hasUnacked() && ledger.failure() == null && ticker.nanoTime() - end < 0) {
            delivery.advance(Delivery.Urgency.END, reader::reached);
            ticker.park(FULL_WINDOW_PARK_NANOS);
            failWhenInterrupted();
        }
        return !ledger.hasUnacked() && ledger.failure() == null;
    }

    /** The position this session has confirmed. */
    Lsn confirmed() {
        return confirmed;
    }

    /** Reads what is there, up to one turn's worth, while there is room for what it becomes. */
    private void poll(long now, StopSignal stop)
            throws SQLException, DeliveryException, PoisonStopException, InterruptedException {
        long waitedBefore = stream.waitedNanos();
        for (int i = 0; i < POLLS_PER_TURN && ledger.hasRoom() && !reader.isAtLimit() && !isPause(); i++) {
            // A failed send may have waited: nothing more is sent behind it.
            if (ledger.failure() != null || stop.requested() && !ledger.isTransactionOpen()) {
                return;
            }
            ByteBuffer message = stream.poll();
            if (message == null) {
                streamIsDry = true;
                return;
            }
            messages++;
            hasWaited = stream.waitedNanos() - waitedBefore >= PAUSE_NANOS;
            try {
                reader.read(PgOutputDecoder.decode(message), now);
            } catch (PoisonStopException | DeliveryException | RuntimeException e) {
                settleBefore(e);
                throw e;
            }
        }
    }

    /** What was waited for is the beginning of a transaction, as a rule: the turn ends with its end, where a commit may be due. */
    private boolean isPause() {
        return hasWaited && !ledger.isTransactionOpen();
    }

    private void checkDelivery(long now) throws DeliveryException {
        DeliveryException failure = ledger.failure();
        if (failure != null) {
            throw failure;
        }
        if (!isInTime(now)) {
            throw new DeliveryException(
                    DeliveryException.Kind.TRANSIENT,
                    "delivery_deadline",
                    "Kafka has confirmed nothing for " + Durations.inWords(times.deadline())
                            + " (resend-timeout × (max-retries + 1)) while messages waited for it; the stream resumes"
                            + " after the last confirmed position " + confirmed);
        }
        if (now - checkedAt >= times.statusInterval().toNanos()) {
            checkedAt = now;
            delivery.check();
        }
    }

    /** Whether the cluster may still answer. A pause that a broker has asked for does not count: a quota is no outage. */
    private boolean isInTime(long now) {
        long stalled = ledger.stalledNanos(now);
        if (stalled <= deadlineNanos / 2) {
            throttledNanos = 0;
        } else if (now - throttleReadAt >= THROTTLE_LOOK_NANOS) {
            throttleReadAt = now;
            throttledNanos = Math.max(throttledNanos, delivery.throttledNanos());
        }
        return stalled <= deadlineNanos + throttledNanos;
    }

    /** Confirms at once what is new after a pause, then every 100 ms at the most; without news once per interval. */
    private void confirmProgress(long now) throws SQLException {
        Lsn completed = completed();
        boolean nothingPending = streamIsDry && ledger.isIdle() && !reader.isAtLimit();
        // At the limit everything before it has been received: commits come in order.
        boolean limitReached = reader.isAtLimit() && ledger.isIdle();
        Lsn server = limitReached ? join.limit() : stream.serverPosition();
        Lsn next = ConfirmRule.next(confirmed, completed, nothingPending || limitReached, server, join.limit());
        boolean onlyFollows = next.isAfter(completed) && !limitReached;
        remember(next, onlyFollows ? IDLE_INTERVAL_NANOS : CONFIRM_INTERVAL_NANOS, now);
        Lsn allowed = remembered(next);
        long since = now - confirmedAt;
        if (allowed.isAfter(confirmed) && since >= CONFIRM_INTERVAL_NANOS
                || since >= times.statusInterval().toNanos()) {
            confirm(allowed, nothingPending && allowed.equals(next));
            confirmedAt = now;
        }
    }

    /** Has a position written down that is to be confirmed, so that what is confirmed is always known to whoever starts next. */
    private void remember(Lsn next, long interval, long now) {
        if (!next.isAfter(memory.remembered())) {
            return;
        }
        long since = now - askedAt;
        boolean isFar = next.bytesSince(confirmed) >= IDLE_BYTES && since >= CONFIRM_INTERVAL_NANOS;
        if (since >= interval || isFar) {
            memory.remember(next);
            askedAt = now;
        }
    }

    /** What of it may be confirmed: never beyond what is written down, never back. */
    private Lsn remembered(Lsn next) {
        return Lsn.max(confirmed, Lsn.min(next, memory.remembered()));
    }

    /** @param allDone whether there is nothing beyond the position that waits to be confirmed */
    private void confirm(Lsn next, boolean allDone) throws SQLException {
        stream.confirm(next);
        isFurther |= next.isAfter(confirmed);
        if (allDone || next.isAfter(confirmed)) {
            metrics.confirmed(ticker.epochMicros());
        }
        confirmed = next;
    }

    private Lsn completed() {
        Lsn completed = ledger.completed();
        long commitMicros = ledger.takeDelivered();
        if (commitMicros != AckLedger.NO_COMMIT) {
            metrics.delivered(commitMicros, ticker.epochMicros());
        }
        return completed;
    }

    /**
     * What came before a message that stops the stream is good. Unless it is confirmed now, each attempt sends it again
     * and drops it again when it comes to that message, for as long as that message stops the stream.
     */
    private void settleBefore(Exception cause) throws InterruptedException {
        try {
            settle(this::isInTime);
        } catch (SQLException | DeliveryException e) {
            cause.addSuppressed(e);
        }
    }

    /** Waits for what is in flight, as long as the clock allows, and confirms what of it arrived. Reads nothing more. */
    private void settle(LongPredicate mayWait) throws SQLException, DeliveryException, InterruptedException {
        long rememberBy = ticker.nanoTime() + deadlineNanos;
        while (isUnsettled() && ledger.failure() == null && mayWait.test(ticker.nanoTime())) {
            if (ledger.hasUnacked()) {
                rememberBy = ticker.nanoTime() + deadlineNanos;
            } else if (ticker.nanoTime() - rememberBy < 0) {
                memory.remember(settled());
            } else {
                break;
            }
            delivery.advance(Delivery.Urgency.END, reader::reached);
            ticker.park(FULL_WINDOW_PARK_NANOS);
            long now = ticker.nanoTime();
            ledger.turn(now);
            confirmProgress(now);
            publish(now);
            failWhenInterrupted();
        }
        confirm(remembered(settled()), ledger.isIdle());
        publish(ticker.nanoTime());
    }

    private boolean isUnsettled() {
        return ledger.hasUnacked() || settled().isAfter(memory.remembered());
    }

    /** What is delivered and may be confirmed once it is written down. */
    private Lsn settled() {
        return ConfirmRule.next(confirmed, completed(), false, Lsn.NONE, join.limit());
    }

    private void report(WorkerContext context, long now) throws InterruptedException {
        if (isFurther) {
            isFurther = false;
            context.progressed();
        }
        // After some messages the driver knows no position at all.
        heard = Lsn.max(heard, stream.serverPosition());
        stalls.check(heard, messages, streamIsDry, now);
        Stall stall = stalls.stall();
        if (ledger.oldestAgeNanos(now) > BACKPRESSURE_NANOS || ledger.isSlow()) {
            context.backpressure();
        } else if (stall != null) {
            context.stalled(stall);
        } else {
            context.streaming();
        }
        publish(now);
    }

    private void publish(long now) {
        metrics.progress(new Progress(
                Lsn.max(heard, stream.serverPosition()),
                Lsn.max(confirmed, reader.received()),
                confirmed,
                ledger.records(),
                ledger.bytes(),
                ledger.oldestAgeNanos(now),
                ledger.oldestCommitMicros()));
    }

    private static void failWhenInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the slot's thread was interrupted");
        }
    }
}
