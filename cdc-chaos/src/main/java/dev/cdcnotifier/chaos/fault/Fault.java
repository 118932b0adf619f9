package dev.cdcnotifier.chaos.fault;

import dev.cdcnotifier.chaos.world.World;
import java.util.Random;

/** Something that breaks and heals. */
public interface Fault {

    /** Its name in the summary. */
    String kind();

    /**
     * Breaks it and heals it; returns at the moment when nothing stands in the way of recovery any more.
     *
     * @return whether it took effect
     */
    boolean inject(World world, Random random) throws Exception;
}
