package dev.cdcnotifier.chaos.fault;

import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The catalogue of faults that heal by themselves. */
public final class Faults {

    /** {@code kill -9} of the postmaster and all its children. */
    public static final Fault POSTGRES_KILL = of("postgres-kill", (world, random) -> {
        boolean there = world.postgres().isRunning();
        world.postgres().kill9();
        hold(random, 0, 500);
        world.postgres().restart();
        return there;
    });

    /** {@code kill -9} of the broker. */
    public static final Fault KAFKA_KILL = of("kafka-kill", (world, random) -> {
        boolean there = world.kafka().isRunning();
        world.checker().strayWrites();
        world.kafka().kill9();
        hold(random, 0, 500);
        world.kafka().restart();
        return there;
    });

    /** {@code kill -9} of one runner. */
    public static final Fault PROCESS_KILL = of("process-kill", (world, random) -> {
        Lane lane = world.lanes().get(random.nextInt(world.lanes().size()));
        boolean there = lane.kill9();
        lane.start();
        return there;
    });

    private static final Fault WALSENDER = of("walsender-terminated", (world, random) -> {
        try (Connection connection = world.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_terminate_backend(active_pid)"
                        + " FROM pg_replication_slots WHERE active AND slot_name <> 'chaos_oracle'")) {
            return rows.next();
        }
    });

    private static final Fault POSTGRES_CUT = of("postgres-cut", (world, random) -> {
        boolean there = world.postgresProxy().connections() > 0;
        world.postgresProxy().cutAll();
        return there;
    });

    private static final Fault KAFKA_CUT = of("kafka-cut", (world, random) -> {
        boolean there = world.kafkaProxy().connections() > 0;
        world.checker().strayWrites();
        world.kafkaProxy().cutAll();
        return there;
    });

    private static final Fault RUNNER_FROZEN = of("runner-frozen", (world, random) -> {
        Lane lane = world.lanes().get(random.nextInt(world.lanes().size()));
        lane.signal("STOP");
        hold(random, 500, 5_000);
        lane.signal("CONT");
        return lane.isRunning();
    });

    /** Shorter than the delivery deadline of 4 s, around it, and longer. */
    private static final Fault KAFKA_FROZEN = of("kafka-frozen", (world, random) -> {
        world.checker().strayWrites();
        world.kafka().freeze();
        hold(random, 500, 8_000);
        world.kafka().thaw();
        return true;
    });

    private static final Fault KAFKA_LINK_FROZEN = of("kafka-link-frozen", (world, random) -> {
        world.checker().strayWrites();
        world.kafkaProxy().freeze();
        hold(random, 500, 8_000);
        world.kafkaProxy().thaw();
        return true;
    });

    private static final Fault POSTGRES_RESTART = of("postgres-fast-restart", (world, random) -> {
        world.postgres().restart();
        return true;
    });

    private static final List<Fault> MIXED = List.of(
            POSTGRES_KILL,
            KAFKA_KILL,
            PROCESS_KILL,
            WALSENDER,
            POSTGRES_CUT,
            KAFKA_CUT,
            RUNNER_FROZEN,
            KAFKA_FROZEN,
            KAFKA_LINK_FROZEN,
            POSTGRES_RESTART);

    private Faults() {}

    /** One of all of them. */
    public static Fault any(Random random) {
        return MIXED.get(random.nextInt(MIXED.size()));
    }

    private interface Injection {
        boolean into(World world, Random random) throws Exception;
    }

    private static Fault of(String kind, Injection injection) {
        return new Fault() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public boolean inject(World world, Random random) throws Exception {
                return injection.into(world, random);
            }
        };
    }

    /** How long a fault lasts is part of it, and chance. */
    static void hold(Random random, int fromMillis, int toMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(fromMillis, toMillis));
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
