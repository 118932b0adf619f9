package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.cdcnotifier.slot.SlotSimulation.End;
import dev.cdcnotifier.testkit.fuzz.LongRun;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The loop in a world where anything fails anywhere: process, server and connection, records and acknowledgements, at
 * every step, in the order a seed has it. The world checks each confirmation and each message as it happens; docs/testing.md
 * says what and how to run more of it.
 */
class SlotSimulationTest {

    private static final long SEEDS = Long.getLong("cdc.simulation.seeds", 10_000);
    private static final long FIRST_SEED = Long.getLong("cdc.simulation.first", 1);
    private static final long SEEDS_OF_A_CRASH_AT_EACH_STEP = 40;

    /** With fewer seeds than this, what is rare may not happen at all. */
    private static final long ENOUGH = 1_000;

    private final Map<End, LongAdder> ends = new EnumMap<>(End.class);
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder skips = new LongAdder();

    SlotSimulationTest() {
        for (End end : End.values()) {
            ends.put(end, new LongAdder());
        }
    }

    @BeforeAll
    static void rowsForDeadLettersAreNoNews() {
        ((Logger) LoggerFactory.getLogger(RowMapping.class)).setLevel(Level.ERROR);
        ((Logger) LoggerFactory.getLogger(TransactionReader.class)).setLevel(Level.ERROR);
    }

    @AfterAll
    static void restore() {
        ((Logger) LoggerFactory.getLogger(RowMapping.class)).setLevel(null);
        ((Logger) LoggerFactory.getLogger(TransactionReader.class)).setLevel(null);
    }

    @Test
    void whatever_fails_nothing_is_lost_reordered_or_confirmed_too_far() {
        new LongRun("simulation", SEEDS).inParallel(i -> check(FIRST_SEED + i));

        if (SEEDS < ENOUGH) {
            return;
        }
        // A world in which too little happened proves nothing.
        assertThat(ends.get(End.CRASHED).sum()).isGreaterThan(SEEDS);
        assertThat(ends.get(End.FAILED).sum()).isGreaterThan(SEEDS);
        assertThat(ends.get(End.LOST).sum()).isGreaterThan(SEEDS / 2);
        assertThat(ends.get(End.POISONED).sum()).isGreaterThan(SEEDS / 10);
        assertThat(ends.get(End.STOPPED).sum()).isGreaterThan(SEEDS);
        assertThat(ends.get(End.REOPENED).sum()).isGreaterThan(SEEDS / 10);
        assertThat(duplicates.sum()).isGreaterThan(SEEDS);
        assertThat(skips.sum()).isGreaterThan(SEEDS / 50);
    }

    @Test
    void a_crash_at_any_single_step_loses_nothing() {
        long steps = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS_OF_A_CRASH_AT_EACH_STEP; seed++) {
            int step = 1;
            while (crashesAt(seed, step)) {
                step++;
            }
            steps += step;
        }
        assertThat(steps).isGreaterThan(SEEDS_OF_A_CRASH_AT_EACH_STEP * 50);
    }

    private void check(long seed) {
        SlotSimulation simulation = new SlotSimulation(seed);
        try {
            simulation.live();
        } catch (AssertionError | RuntimeException e) {
            throw failed(seed, "", simulation, e);
        }
        simulation.ends().forEach(end -> ends.get(end).increment());
        duplicates.add(simulation.duplicates());
        skips.add(simulation.skips());
    }

    private static boolean crashesAt(long seed, int step) {
        SlotSimulation simulation = new SlotSimulation(seed);
        try {
            return simulation.liveWithCrashAt(step);
        } catch (AssertionError | RuntimeException e) {
            throw failed(seed, ", crash at step " + step, simulation, e);
        }
    }

    private static AssertionError failed(long seed, String where, SlotSimulation simulation, Throwable cause) {
        return new AssertionError(
                "seed " + seed + where + ": " + cause.getMessage() + "\nsessions: " + simulation.history()
                        + "\nrepeat with: mvn test -pl cdc-core -am -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dtest=SlotSimulationTest -Dcdc.simulation.first=" + seed + " -Dcdc.simulation.seeds=1",
                cause);
    }
}
