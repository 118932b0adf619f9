package dev.cdcnotifier.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One server per major version for all tests of a JVM, started at the first use and gone with the JVM. Any thread.
 *
 * <p>Tests that share it make a database of their own ({@link PgServer#createDatabase()}), name their slots after it
 * (slot names are the server's, not the database's), and leave with {@link PgServer#dropDatabase}. They do not stop it.
 */
public final class PgServers {

    private static final Map<Integer, PgServer> SHARED = new ConcurrentHashMap<>();

    private PgServers() {}

    /** The shared server of this major version, with room for 100 slots. */
    public static PgServer shared(int major) {
        return SHARED.computeIfAbsent(major, version -> PgServer.builder(version)
                .setting("max_wal_senders", "100")
                .setting("max_replication_slots", "100")
                .start());
    }
}
