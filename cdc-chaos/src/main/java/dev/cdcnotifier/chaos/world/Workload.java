package dev.cdcnotifier.chaos.world;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.testkit.progressor.History;
import dev.cdcnotifier.testkit.progressor.LoadGenerator;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A simulated engine per lane, and what else goes on in a database. One thread. */
public final class Workload implements AutoCloseable {

    private static final int WRITERS = 3;

    private final World world;
    private final double rate;
    private final long seed;
    private final Map<String, LoadGenerator> engines = new LinkedHashMap<>();
    private final Map<String, Long> written = new TreeMap<>();
    private int generation;
    private @Nullable Noise noise;

    Workload(World world, double rate, long seed) {
        this.world = world;
        this.rate = rate;
        this.seed = seed;
    }

    /** Starts to write. */
    public void start() {
        world.lanes().forEach(this::start);
        noise = new Noise(world, seed);
    }

    /** Starts to write for one lane, without anything else going on. */
    public void start(Lane lane) {
        engines.put(
                lane.name(),
                LoadGenerator.start(
                        world::connect,
                        lane.name(),
                        new LoadGenerator.Load(rate, WRITERS, 25, "p".repeat(generation + 1), seed + generation)));
    }

    /** Stops to write for one lane. */
    public void stop(Lane lane) {
        LoadGenerator engine = engines.remove(lane.name());
        if (engine != null) {
            engine.close();
        }
    }

    /** Stops to write; PostgreSQL has to be there. */
    public void stop() {
        if (noise != null) {
            noise.close();
        }
        engines.values().forEach(LoadGenerator::close);
    }

    /** Stops to write until it is started again, with other processes then. */
    public void pause() {
        stop();
        engines.forEach((lane, engine) -> wrote(lane, messages(engine)));
        engines.clear();
        generation++;
    }

    /** So many messages of this lane were committed by somebody else. */
    public void wrote(String lane, long messages) {
        written.merge(lane, messages, Long::sum);
    }

    /** The tables of this lane are about to be emptied or dropped; for a load that is paused. */
    public void tablesVanish(String lane) throws SQLException {
        wrote(lane, Noise.rows(world, lane));
    }

    private static long messages(LoadGenerator engine) {
        History history = engine.history();
        return history.events() + history.lifecycleChanges();
    }

    /** Compares what the writers know they committed with what the oracle read in the log. After a quiet end. */
    public void compareWithOracle() throws SQLException {
        pause();
        for (Map.Entry<String, Long> lane : written.entrySet()) {
            long known = lane.getValue() + Noise.rows(world, lane.getKey());
            long listed = world.checker().committedMessages(lane.getKey());
            if (known != listed) {
                world.findings()
                        .add(
                                Invariant.HARNESS,
                                "the writers of " + lane.getKey() + " committed " + known
                                        + " messages, the oracle lists " + listed);
            }
        }
    }

    @Override
    public void close() {
        if (noise != null) {
            noise.close();
        }
        if (world.postgres().isRunning()) {
            engines.values().forEach(LoadGenerator::close);
        }
    }
}
