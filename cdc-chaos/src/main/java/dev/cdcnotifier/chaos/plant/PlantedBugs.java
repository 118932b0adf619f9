package dev.cdcnotifier.chaos.plant;

import dev.cdcnotifier.chaos.agent.Harm;
import dev.cdcnotifier.chaos.agent.PlantedBug;
import dev.cdcnotifier.chaos.report.Progress;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs a runner with each planted bug through the smallest fault that lets it do harm, and a sound one beside it through
 * the same: each bug has to make a difference and to be found, and the sound one must not be accused.
 */
public final class PlantedBugs {

    private static final Duration FOUND = Duration.ofSeconds(45);
    private static final Duration STREAMS = Duration.ofSeconds(120);

    /** After the fault, for a sound runner to do something wrong. */
    private static final Duration SOUND = Duration.ofSeconds(5);

    private static final int LOG_LINES = 30;
    private static final int AT_A_TIME = 3;
    private static final double RATE = 20;

    private final int major;
    private final long seed;
    private final Progress progress;
    private final List<PlantedBug> bugs;

    /** Tries these bugs on this version of PostgreSQL. */
    public PlantedBugs(int major, long seed, Progress progress, List<PlantedBug> bugs) {
        this.major = major;
        this.seed = seed;
        this.progress = progress;
        this.bugs = bugs;
    }

    /** Whether all were found, and nothing where there is nothing. */
    public boolean run() throws Exception {
        try (World world = new World(major, bugs.size() * 2, RATE, seed, this::isExactlyOnce, false)) {
            // Each stall leaves refused requests of a given-up producer behind.
            world.checker().strayWrites();
            LaneLoad load = new LaneLoad(world.workload());
            ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
            try {
                List<Future<Boolean>> verdicts = new ArrayList<>();
                for (int i = 0; i < bugs.size(); i++) {
                    int number = i;
                    verdicts.add(threads.submit(() -> tryOut(world, load, number)));
                }
                return count(verdicts) == bugs.size();
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Only exactly-once delivery resumes inside a transaction. */
    private boolean isExactlyOnce(int lane) {
        return bugs.get(lane / 2) == PlantedBug.SKIP_OFF_BY_ONE;
    }

    private int count(List<Future<Boolean>> verdicts) throws InterruptedException {
        int found = 0;
        for (Future<Boolean> verdict : verdicts) {
            try {
                found += verdict.get() ? 1 : 0;
            } catch (ExecutionException e) {
                progress.say("failed: " + e.getCause());
            }
        }
        progress.say(found + " of " + bugs.size() + " planted bugs found, with a clean sound run beside each");
        return found;
    }

    private boolean tryOut(World world, LaneLoad load, int number) throws Exception {
        PlantedBug bug = bugs.get(number);
        long began = System.nanoTime();
        String finding = run(world, load, bug, world.lanes().get(2 * number), true);
        boolean effective = !finding.isEmpty()
                && Files.readString(world.lanes().get(2 * number).log()).contains(Harm.DONE);
        if (!effective) {
            progress.say(bug.option() + ": the end of its log:");
            tail(world.lanes().get(2 * number)).forEach(progress::say);
        }
        String accusation = run(world, load, bug, world.lanes().get(2 * number + 1), false);
        progress.say("%-30s %s; without it: %s (%d s)"
                .formatted(
                        bug.option(),
                        finding.isEmpty()
                                ? "NOT FOUND"
                                : effective ? "found: " + finding : "NO DIFFERENCE MADE, but: " + finding,
                        accusation.isEmpty() ? "nothing" : accusation,
                        (System.nanoTime() - began) / 1_000_000_000L));
        return effective && accusation.isEmpty();
    }

    /** The first violation of this lane; empty when there is none. */
    private static String run(World world, LaneLoad load, PlantedBug bug, Lane lane, boolean planted) throws Exception {
        Provocations provocations = new Provocations(world, load, lane);
        try {
            provocations.prepare(bug);
            if (planted) {
                lane.startWithBug(bug.option());
            } else {
                lane.startToHold();
            }
            lane.awaitStreaming(STREAMS);
            load.start(lane);
            if (!world.checker().awaitDelivered(lane.name(), 0, STREAMS)) {
                throw new IllegalStateException(lane.name() + " delivers nothing");
            }
            provocations.provoke(bug);
            if (!planted && Provocations.needsOperator(bug)) {
                Await.until(
                        lane.name() + " to stop", FOUND, () -> lane.streams().contains("\"NEEDS_OPERATOR\""));
            }
            return awaitFinding(world, lane, planted ? FOUND : SOUND);
        } catch (TestkitException e) {
            if (planted) {
                throw new IllegalStateException(bug.option() + " was not brought to do harm: " + e.getMessage(), e);
            }
            return String.valueOf(e.getMessage());
        } finally {
            lane.kill9();
            provocations.heal();
            load.stop(lane);
        }
    }

    /** The first violation of this lane; empty when none comes: the caller knows whether that is good. */
    private static String awaitFinding(World world, Lane lane, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (finding(world, lane).isEmpty() && System.nanoTime() - deadline < 0) {
            // Once more when the checker has looked once more.
            world.checker().awaitTurn(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return finding(world, lane);
    }

    private static List<String> tail(Lane lane) throws IOException {
        List<String> lines = Files.readAllLines(lane.log());
        return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    }

    private static String finding(World world, Lane lane) {
        return world.findings().texts().stream()
                .filter(text -> text.contains(lane.name() + ' ') || text.contains(lane.name() + '.'))
                .findFirst()
                .orElse("");
    }
}
