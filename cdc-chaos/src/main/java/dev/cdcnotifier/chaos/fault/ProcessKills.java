package dev.cdcnotifier.chaos.fault;

import dev.cdcnotifier.chaos.agent.CrashPoint;
import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends the runner of one lane again and again: at random, and at every crash point in turn. One thread per lane. */
public final class ProcessKills {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int KILLED = 137;
    private static final List<CrashPoint> POINTS = List.of(
            CrashPoint.AFTER_BEGIN,
            CrashPoint.ROWS_SENT,
            CrashPoint.ALL_SENT_NONE_ACKED,
            CrashPoint.ALL_ACKED_NOT_CONFIRMED,
            CrashPoint.CONFIRMED_NOT_ON_WIRE,
            CrashPoint.STATUS_SENT,
            CrashPoint.IN_CLOSE);

    private final World world;
    private final FaultLog log;

    /** In a world that is running. */
    public ProcessKills(World world, FaultLog log) {
        this.world = world;
        this.log = log;
    }

    /** Takes kills from the counter until there are none left; the runner runs at the end. */
    public void run(Lane lane, AtomicInteger left, Random random) throws Exception {
        for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
            long repeats = world.checker().repeats(lane.name());
            if (number % 2 == 0) {
                atRandom(lane, random);
            } else {
                atCrashPoint(lane, POINTS.get(number / 2 % POINTS.size()), random);
            }
            log.replay(world.checker().repeats(lane.name()) - repeats);
        }
    }

    private void atRandom(Lane lane, Random random) throws Exception {
        boolean there = lane.kill9();
        long position = world.walPosition();
        long healed = System.nanoTime();
        lane.start();
        boolean recovered = world.checker().awaitDelivered(lane.name(), position, PATIENCE);
        log.add("process-kill", there, since(healed));
        if (!recovered) {
            world.findings().add(Invariant.LIVENESS, lane.name() + " delivers nothing after it was killed");
        }
        Faults.hold(random, 0, 300);
    }

    private void atCrashPoint(Lane lane, CrashPoint point, Random random) throws Exception {
        lane.kill9();
        long position = world.walPosition();
        boolean inClose = point == CrashPoint.IN_CLOSE;
        lane.startToCrash(point.option(), inClose ? 1 : 1 + random.nextInt(20));
        if (inClose) {
            world.checker().awaitDelivered(lane.name(), position, PATIENCE);
            lane.signal("TERM");
        }
        boolean ended = lane.awaitExit(PATIENCE);
        boolean crashed = ended && lane.exitCode() == KILLED;
        log.add("crash-" + point.option(), crashed, Duration.ofNanos(-1));
        if (!crashed) {
            world.findings()
                    .add(
                            Invariant.HARNESS,
                            "crash point " + point.option() + " was not passed; exit "
                                    + (ended ? lane.exitCode() : "none"));
            lane.kill9();
        }
        lane.start();
    }

    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
