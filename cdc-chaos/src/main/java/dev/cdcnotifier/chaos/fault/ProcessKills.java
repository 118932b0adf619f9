package dev.cdcnotifier.chaos.fault;

import dev.cdcnotifier.chaos.agent.CrashPoint;
import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the runner of one lane again and again, in turn at a crash point and at random. One thread per lane. Each start is
 * ended once: at the point it was started for, or some time after it has delivered something new.
 */
public final class ProcessKills {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int KILLED = 137;

    /** How many records the runners may have on their way. */
    public static final int WINDOW = 500;

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
        List<CrashPoint> points = points(lane);
        lane.kill9();
        int own = 0;
        while (left.getAndDecrement() > 0) {
            long repeats = world.checker().repeats(lane.name());
            long most = 2 * WINDOW + world.checker().takeMostInATurn(lane.name());
            if (++own % 2 == 0) {
                atRandom(lane, random);
            } else {
                atCrashPoint(lane, points.get(own / 2 % points.size()), random);
            }
            judgeRepeats(lane, world.checker().repeats(lane.name()) - repeats, most);
        }
        lane.start();
    }

    private static List<CrashPoint> points(Lane lane) {
        List<CrashPoint> points = new ArrayList<>(POINTS);
        if (lane.isExactlyOnce()) {
            points.add(CrashPoint.BEFORE_COMMIT_TRANSACTION);
            points.add(CrashPoint.AFTER_COMMIT_TRANSACTION);
        } else {
            points.add(CrashPoint.ANSWERED_NOT_NOTED);
        }
        return points;
    }

    /**
     * A start repeats what the process before it had on its way when it was killed, and what Kafka took in the 100 ms
     * before, for which the fastest turn stands; on a busy machine the server reads a status late: a window more.
     */
    private void judgeRepeats(Lane lane, long repeats, long most) {
        log.replay(repeats);
        if (repeats > most) {
            world.findings()
                    .add(
                            Invariant.DUPLICATES,
                            lane.name() + " repeated " + repeats + " records after one kill, at most " + most
                                    + " are explained");
        }
    }

    private void atRandom(Lane lane, Random random) throws Exception {
        long position = world.walPosition();
        long started = System.nanoTime();
        lane.start();
        boolean recovered = world.checker().awaitDelivered(lane.name(), position, PATIENCE);
        Duration recovery = since(started);
        if (!recovered) {
            world.findings().add(Invariant.LIVENESS, lane.name() + " delivers nothing after it was killed");
        }
        Faults.hold(random, 0, 500);
        log.add("process-kill", lane.kill9(), recovery);
    }

    private void atCrashPoint(Lane lane, CrashPoint point, Random random) throws Exception {
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
            String exit = ended ? "exit " + lane.exitCode() : "no exit";
            world.findings()
                    .add(Invariant.HARNESS, "crash point " + point.option() + " was not passed in time: " + exit);
            lane.kill9();
        }
    }

    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
