package dev.cdcnotifier.bench.contender;

import java.nio.file.Path;

/** Where Debezium lies with all it needs. */
final class DebeziumHome {

    /** The launcher at the repository's root says it. */
    private static final String HOME = "CDC_BENCH_DEBEZIUM";

    private DebeziumHome() {}

    /** The program that starts it. */
    static String launcher() {
        String home = System.getenv(HOME);
        if (home == null) {
            throw new IllegalStateException(HOME + " is not set; start the benchmark with ./bench");
        }
        return Path.of(home, "bin", "cdc-bench-debezium").toString();
    }

    /** The versions its jars have; empty when the launcher did not say where they are. */
    static String version() {
        String home = System.getenv(HOME);
        if (home == null) {
            return "";
        }
        Path jars = Path.of(home, "lib");
        return JarVersion.of(jars, "debezium-embedded") + ", Kafka " + JarVersion.of(jars, "connect-runtime")
                + ", pgjdbc " + JarVersion.of(jars, "postgresql");
    }
}
