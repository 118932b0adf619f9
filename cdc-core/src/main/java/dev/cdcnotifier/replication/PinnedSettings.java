package dev.cdcnotifier.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings that every session of ours has, whatever role, database and server say of them: what could end a session,
 * change how a value is written, or change what a statement of ours means. They go into the startup packet, which wins over
 * {@code ALTER ROLE}, {@code ALTER DATABASE}, {@code ALTER SYSTEM} and the endpoint's own {@code options}.
 *
 * <p>Values are PostgreSQL's own defaults unless a stream needs another one, written as {@code pg_settings} shows them. A
 * test compares the list with {@code pg_settings} of each supported version. Pure.
 */
final class PinnedSettings {

    /** The oldest version that is streamed from: its settings are known to every later one. */
    static final int OLDEST = 14;

    /** The newest version that brought a setting to pin: {@code transaction_timeout}. */
    private static final int NEWEST = 17;

    private static final String TRANSACTION_TIMEOUT = "25P04";

    /**
     * One setting.
     *
     * @param since the first major version that has it
     */
    record Pin(String name, String value, int since) {

        private Pin(String name, String value) {
            this(name, value, OLDEST);
        }
    }

    /** What each kind of session has on its own: the timeouts that are not simply off. */
    private record Limits(Duration statement, Duration lock) {}

    private static final Limits NO_LIMITS = new Limits(Duration.ZERO, Duration.ZERO);

    private static final List<Pin> ALWAYS = List.of(
            // What ends a session.
            new Pin("transaction_timeout", "0", 17),
            new Pin("idle_in_transaction_session_timeout", "0"),
            new Pin("idle_session_timeout", "0"),
            new Pin("tcp_user_timeout", "0"),
            new Pin("tcp_keepalives_idle", "0"),
            new Pin("tcp_keepalives_interval", "0"),
            new Pin("tcp_keepalives_count", "0"),
            new Pin("exit_on_error", "off"),
            new Pin("local_preload_libraries", ""),
            // How values are written. The driver asks for DateStyle, TimeZone, extra_float_digits and client_encoding
            // too.
            new Pin("TimeZone", "UTC"),
            new Pin("DateStyle", "ISO, MDY"),
            new Pin("IntervalStyle", "postgres"),
            new Pin("bytea_output", "hex"),
            new Pin("xmlbinary", "base64"),
            new Pin("extra_float_digits", "3"),
            new Pin("lc_monetary", "C"),
            new Pin("quote_all_identifiers", "off"),
            new Pin("search_path", "pg_catalog, pg_temp"),
            // What statements do, and who does it.
            new Pin("role", "none"),
            new Pin("row_security", "off"),
            new Pin("default_transaction_read_only", "off"),
            new Pin("default_transaction_isolation", "read committed"),
            new Pin("default_transaction_deferrable", "off"),
            new Pin("synchronous_commit", "on"),
            new Pin("standard_conforming_strings", "on"),
            new Pin("transform_null_equals", "off"),
            new Pin("array_nulls", "on"),
            // A publication that is gone shows as a warning since 18; chatter would drown it.
            new Pin("client_min_messages", "warning"),
            new Pin("debug_logical_replication_streaming", "buffered", 16));

    /**
     * Settings that only a superuser may change, so that a session cannot pin them, and that could end or distort it; and
     * what each can do. {@code check} names those that role or database sets.
     */
    static final Map<String, String> OUT_OF_REACH = Map.of(
            "session_preload_libraries", "loads code into the session, which may change or end it",
            "dynamic_library_path", "decides where the server looks for pgoutput",
            "output_plugin_libraries", "lists the output plugins that may be used; pgoutput has to be among them",
            "session_replication_role", "switches triggers off for what the session does",
            "max_stack_depth", "ends statements that need a deeper stack",
            "temp_file_limit", "ends statements that need more temporary files",
            "zero_damaged_pages", "has damaged pages read as if they were empty",
            "ignore_checksum_failure", "has damaged pages read as if they were whole",
            "allow_system_table_mods", "lets the session change the catalog");

    private final List<Pin> pins;

    private PinnedSettings(Limits limits, Pin... more) {
        this.pins = Stream.of(
                        ALWAYS.stream(),
                        Stream.of(
                                new Pin("statement_timeout", millis(limits.statement)),
                                new Pin("lock_timeout", millis(limits.lock))),
                        Stream.of(more))
                .flatMap(all -> all)
                .toList();
    }

    /** Of short queries: they may not hang for long. */
    static PinnedSettings control() {
        return new PinnedSettings(new Limits(Duration.ofSeconds(30), Duration.ofSeconds(10)));
    }

    /** Of statements that wait for other people's transactions, for as long as these last. */
    static PinnedSettings unhurried() {
        return new PinnedSettings(NO_LIMITS);
    }

    /** @param walSenderTimeout after what silence of ours the server ends the session */
    static PinnedSettings replication(Duration walSenderTimeout) {
        return new PinnedSettings(NO_LIMITS, new Pin("wal_sender_timeout", millis(walSenderTimeout)));
    }

    /** Those that a server of this major version knows; it refuses a connection that names any other. */
    List<Pin> knownTo(int major) {
        return pins.stream().filter(pin -> pin.since <= major).toList();
    }

    /** The startup packet's {@code options}. */
    String options(int major) {
        return knownTo(major).stream()
                .map(pin -> "-c " + pin.name + '=' + pin.value.replace(" ", "\\ "))
                .collect(Collectors.joining(" "));
    }

    /** Whether a session that was opened for one major version lacks nothing on another. */
    boolean sameOn(int one, int other) {
        return knownTo(one).equals(knownTo(other));
    }

    /**
     * For which version to try again when a server has refused the settings of the one that was assumed.
     *
     * @return the version that was assumed when this was no refusal of that kind
     */
    static int assumeAfter(String sqlState, int assumed) {
        return switch (sqlState) {
            // It does not know one of them.
            case "42704" -> OLDEST;
            // Only a server with transaction_timeout ends a session for it, even before the session has begun.
            case TRANSACTION_TIMEOUT -> Math.max(assumed, NEWEST);
            default -> assumed;
        };
    }

    /** Whether a session that was opened for this version must not end so: it has the timeout switched off. */
    static boolean isPinnedTimeout(String sqlState, int version) {
        return TRANSACTION_TIMEOUT.equals(sqlState) && version >= NEWEST;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
