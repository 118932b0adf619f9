package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.SimulatedSession.Crash;
import dev.cdcnotifier.supervision.Stall;
import dev.cdcnotifier.supervision.StopSignal;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.supervision.WorkerContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One life of a world: sessions that end in trouble, then one without any, after which all must be there. */
final class SlotSimulation {

    /** How a session ended. */
    enum End {
        CRASHED,
        FAILED,
        LOST,
        POISONED,
        STOPPED,
        REOPENED
    }

    private static final StreamIdentity IDENTITY = new StreamIdentity("1", 1, "db", "slot", List.of("a"));
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int MAX_SESSIONS = 30;
    private static final int MAX_STEPS = 400;

    /** A world without faults that is not done by then never will be. */
    private static final int STEPS_WHEN_HEALED = 200_000;

    private static final SlotMetrics METRICS = new SlotMetrics(new SimpleMeterRegistry(), "test");

    private final SimulatedWorld world;
    private final List<End> ends = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private RowId haltedAt = new RowId(Lsn.NONE, 0);
    private int skips;

    SlotSimulation(long seed) {
        world = new SimulatedWorld(seed);
    }

    /** Lives through as many disturbed sessions as the seed has it. */
    void live() {
        int sessions = 3 + world.random.nextInt(MAX_SESSIONS);
        for (int i = 0; i < sessions; i++) {
            session(1 + world.random.nextInt(MAX_STEPS));
        }
        end();
    }

    /** Lives through one session of that many steps, then without faults; whether there was a step to die at. */
    boolean liveWithCrashAt(int step) {
        boolean crashed = session(step) == End.CRASHED;
        end();
        return crashed;
    }

    List<End> ends() {
        return ends;
    }

    /** How often an operator had the poison row skipped. */
    int skips() {
        return skips;
    }

    int duplicates() {
        return world.topic.duplicates();
    }

    List<String> history() {
        return history;
    }

    private void end() {
        world.heal();
        End end = session(STEPS_WHEN_HEALED);
        if (end == End.POISONED) {
            mendOrSkip();
            end = session(STEPS_WHEN_HEALED);
        }
        if (end != End.STOPPED || !world.isAllDelivered()) {
            throw new AssertionError("not everything is delivered although nothing fails any more: " + end);
        }
    }

    private End session(int steps) {
        Lsn start = world.start();
        AckLedger ledger = new AckLedger(1 + world.random.nextInt(20), 1_000);
        boolean limited = !world.isHealed() && world.random.nextInt(5) == 0;
        int reach = (int) Math.max(0, world.postgres.walEnd() - start.value()) + 50;
        Lsn limit = limited ? new Lsn(start.value() + 1 + world.random.nextInt(reach)) : Lsn.MAX;
        SimulatedSession session = new SimulatedSession(world, ledger, start, limit, steps);
        End end;
        try {
            end = run(session, ledger, start, limit);
        } finally {
            session.close();
        }
        if (end == End.CRASHED) {
            world.processDied();
        } else {
            world.processLivesOn(session.confirmed());
        }
        if (end == End.POISONED && world.random.nextBoolean() && !world.isHealed()) {
            mendOrSkip();
        }
        ends.add(end);
        history.add(start + " " + end + " limit=" + limit);
        return end;
    }

    private void mendOrSkip() {
        if (world.random.nextBoolean()) {
            world.mendPoison();
        } else {
            world.skip(haltedAt);
            skips++;
        }
    }

    private End run(SimulatedSession session, AckLedger ledger, Lsn start, Lsn limit) {
        try {
            Context context = new Context(session);
            Worker.End end = slotSession(session, ledger, start, limit).run(context);
            session.endsInOrder();
            if (end == Worker.End.STOPPED && world.now < context.stopBy) {
                session.stopsInTime();
            }
            return end == Worker.End.STOPPED ? End.STOPPED : End.REOPENED;
        } catch (Crash e) {
            return End.CRASHED;
        } catch (PoisonStopException e) {
            haltedAt = e.row();
            session.endsInOrder();
            return End.POISONED;
        } catch (DeliveryException e) {
            if (e.reason().equals("delivery_deadline")) {
                session.givesUp(DEADLINE);
            }
            return End.FAILED;
        } catch (SQLException e) {
            return End.LOST;
        } catch (Exception e) {
            throw new AssertionError("unexpected", e);
        }
    }

    private SlotSession slotSession(SimulatedSession session, AckLedger ledger, Lsn start, Lsn limit) {
        world.skipped().begin(IDENTITY, start);
        TransactionReader reader = new TransactionReader(
                "test",
                ledger,
                new Relations(world.new Mapper()),
                new RowMapping("test", session, world.deadLetters(), world.skipped(), METRICS),
                METRICS,
                limit,
                RowPosition.NONE);
        return new SlotSession(
                session,
                ledger,
                session,
                reader,
                new SessionWatches(
                        new JoinWatch(limit, JoinWatch.Probe.NEVER, Runnable::run, session.nanoTime()),
                        new StreamGuard(
                                () -> false,
                                () -> false,
                                StreamGuard.Check.NONE,
                                () -> {},
                                Runnable::run,
                                session.nanoTime()),
                        new StallWatch(
                                "test",
                                StallWatch.Look.NONE,
                                end -> {},
                                busy -> {},
                                Runnable::run,
                                session.nanoTime())),
                new SlotTimes(DEADLINE, Duration.ofSeconds(1)),
                METRICS,
                session,
                start);
    }

    /** Asks for a stop at some time: while things fail, at any; else when the server knows that all is done. */
    private final class Context implements WorkerContext {

        private final SimulatedSession session;
        private final StopSignal stop = new StopSignal();
        private long end = Long.MAX_VALUE;
        private long stopBy;

        Context(SimulatedSession session) {
            this.session = session;
        }

        @Override
        public StopSignal stop() {
            return stop;
        }

        @Override
        public void waiting(String what) {
            throw new AssertionError("a session waits for nobody: " + what);
        }

        @Override
        public void progressed() {}

        /** The loop says this once in each turn, as long as there is room. */
        @Override
        public void streaming() {
            session.turns(DEADLINE);
            if (world.isHealed() ? isConfirmed() : world.random.nextInt(60) == 0) {
                request(Duration.ofMillis(world.random.nextInt(3_000)));
            }
        }

        /** The first request counts. */
        private void request(Duration drain) {
            if (!stop.requested()) {
                stop.request(drain);
                stopBy = world.now + drain.toNanos();
            }
        }

        /** A server that writes only what is not ours any more is told that it may let go of that, too. */
        private boolean isConfirmed() {
            if (end == Long.MAX_VALUE && world.isAllDelivered()) {
                end = world.postgres.walEnd();
            }
            return session.confirmed().value() >= end;
        }

        @Override
        public void stalled(Stall why) {
            throw new AssertionError(why);
        }

        @Override
        public void backpressure() {
            session.turns(DEADLINE);
        }
    }
}
