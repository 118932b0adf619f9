package dev.cdcnotifier.chaos.fault;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import java.time.Duration;
import java.util.Random;

/** One fault after another, each followed by the recovery of every lane. One thread. */
public final class FaultSeries {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final World world;
    private final FaultLog log;
    private final Random random;

    /** In a world that is running. */
    public FaultSeries(World world, FaultLog log, Random random) {
        this.world = world;
        this.log = log;
        this.random = random;
    }

    /** Breaks something and returns when every lane has delivered something that was committed after it healed. */
    public void inject(Fault fault) throws Exception {
        long repeats = world.checker().counts().repeats();
        boolean tookEffect = fault.inject(world, random);
        long healed = System.nanoTime();
        long position = world.walPosition();
        for (Lane lane : world.lanes()) {
            if (!world.checker().awaitDelivered(lane.name(), position, PATIENCE)) {
                world.findings().add(Invariant.LIVENESS, lane.name() + " delivers nothing after " + fault.kind());
            }
        }
        log.add(fault.kind(), tookEffect, ProcessKills.since(healed));
        log.replay(world.checker().counts().repeats() - repeats);
    }

    /** Random faults for a while. */
    public void mix(Duration length) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            inject(Faults.any(random));
            Faults.hold(random, 0, 1_000);
        }
    }
}
