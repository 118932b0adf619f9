package dev.cdcnotifier.chaos.plant;

import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.Workload;

/** Starts and stops the load of single lanes. Any thread: the workload itself is for one at a time. */
final class LaneLoad {

    private final Workload workload;

    LaneLoad(Workload workload) {
        this.workload = workload;
    }

    synchronized void start(Lane lane) {
        workload.start(lane);
    }

    /** Does nothing for a lane without load. */
    synchronized void stop(Lane lane) {
        workload.stop(lane);
    }
}
