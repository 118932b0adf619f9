package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What role and database say of settings does not reach a session of ours, on any version. */
class PinnedSettingsIT {

    private static final Duration WAL_SENDER_TIMEOUT = Duration.ofSeconds(20);
    private static final PublicationSpec NAMESPACE = TestDatabase.namespace("ns");

    /** For each pinned setting what would harm a session most. */
    private static final Map<String, String> WORST = Map.ofEntries(
            Map.entry("transaction_timeout", "1ms"),
            Map.entry("idle_in_transaction_session_timeout", "1ms"),
            Map.entry("idle_session_timeout", "1ms"),
            Map.entry("statement_timeout", "1ms"),
            Map.entry("lock_timeout", "1ms"),
            Map.entry("wal_sender_timeout", "1ms"),
            Map.entry("tcp_user_timeout", "1ms"),
            Map.entry("tcp_keepalives_idle", "1"),
            Map.entry("tcp_keepalives_interval", "1"),
            Map.entry("tcp_keepalives_count", "1"),
            Map.entry("exit_on_error", "on"),
            Map.entry("local_preload_libraries", "there_is_no_such_library"),
            Map.entry("TimeZone", "Asia/Kathmandu"),
            Map.entry("DateStyle", "German"),
            Map.entry("IntervalStyle", "sql_standard"),
            Map.entry("bytea_output", "escape"),
            Map.entry("xmlbinary", "hex"),
            Map.entry("extra_float_digits", "-15"),
            Map.entry("lc_monetary", "POSIX"),
            Map.entry("quote_all_identifiers", "on"),
            Map.entry("search_path", "nowhere"),
            Map.entry("role", "nobody"),
            Map.entry("row_security", "on"),
            Map.entry("default_transaction_read_only", "on"),
            Map.entry("default_transaction_isolation", "serializable"),
            Map.entry("default_transaction_deferrable", "on"),
            Map.entry("synchronous_commit", "off"),
            Map.entry("standard_conforming_strings", "off"),
            Map.entry("transform_null_equals", "on"),
            Map.entry("array_nulls", "off"),
            Map.entry("client_min_messages", "error"),
            Map.entry("debug_logical_replication_streaming", "immediate"));

    static List<Integer> versions() {
        return PgServer.versions();
    }

    private static PinnedSettings replication() {
        return PinnedSettings.replication(WAL_SENDER_TIMEOUT);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_setting_that_role_or_database_can_set_is_pinned_or_judged_harmless(int version) throws Exception {
        Map<String, String> unjudged = new TreeMap<>();
        Set<String> pinned = replication().knownTo(version).stream()
                .map(PinnedSettings.Pin::name)
                .collect(Collectors.toSet());
        Set<String> known = new TreeSet<>();
        try (Connection connection = PgServers.shared(version).connect(PgServer.SUPERUSER);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT name, category, context FROM pg_settings"
                                + " WHERE context IN ('user', 'superuser') AND name NOT LIKE '%.%'")) {
            while (row.next()) {
                String name = row.getString(1);
                known.add(name);
                boolean reached = row.getString(3).equals("user")
                        ? pinned.contains(name)
                        : PinnedSettings.OUT_OF_REACH.containsKey(name);
                if (!reached && HarmlessSettings.reason(name, row.getString(2)).isEmpty()) {
                    unjudged.put(name, row.getString(2));
                }
            }
        }
        assertThat(unjudged)
                .as(
                        "settings of PostgreSQL %s that could be set against us: pin them (PinnedSettings), or say in"
                                + " HarmlessSettings why they do no harm",
                        version)
                .isEmpty();
        // «role» is hidden from pg_settings.
        assertThat(Stream.concat(known.stream(), Stream.of("role"))).containsAll(pinned);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void each_kind_of_session_has_every_pinned_setting_against_the_worst_that_its_role_can_say(int version)
            throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = new SourceDatabase(worst(database, version), "test");
                Connection control = source.connection();
                Connection unhurried = source.unhurriedConnection(new LinkWatch(Duration.ofSeconds(1), () -> {}));
                Connection replication =
                        source.replicationConnection(new LinkWatch(Duration.ofSeconds(25)), WAL_SENDER_TIMEOUT)) {
            assertPinned(control, PinnedSettings.control().knownTo(version));
            assertPinned(unhurried, PinnedSettings.unhurried().knownTo(version));
            assertPinned(replication, replication().knownTo(version));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_stream_is_made_and_a_long_transaction_passes_under_the_worst_settings_of_the_role(int version)
            throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version)).withTables(NAMESPACE)) {
            PgEndpoint worst = worst(database, version);
            for (PublicationSpec.Table table : NAMESPACE.tables()) {
                database.execute("ALTER TABLE " + table.name().quoted() + " OWNER TO " + worst.username());
            }
            try (SourceDatabase source = new SourceDatabase(worst, "test")) {
                ReplicationSource replication =
                        new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
                replication.prepare();
                database.execute("INSERT INTO ns_events SELECT i::text, md5(i::text) FROM generate_series(1, 50000) i");
                Follower follower = new Follower(replication);
                follower.followUntil(() -> follower.rows.size() >= 50_000);
                assertThat(follower.plans).hasSize(1);
                assertThat(follower.texts("ns_events")).hasSize(50_000).contains("1", "50000");
            }
        }
    }

    @Test
    void a_session_that_is_read_only_on_a_primary_is_not_taken_for_one_on_a_standby() throws Exception {
        int version = versions().get(versions().size() - 1);
        try (TestDatabase database = new TestDatabase(PgServers.shared(version)).withTables(NAMESPACE);
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE FUNCTION only_read() RETURNS event_trigger LANGUAGE plpgsql AS"
                            + " $$BEGIN PERFORM set_config('default_transaction_read_only', 'on', false); END$$",
                    "CREATE EVENT TRIGGER only_read ON login EXECUTE FUNCTION only_read()",
                    "ALTER EVENT TRIGGER only_read ENABLE ALWAYS");
            PreconditionException refused =
                    TestDatabase.refusal(source, database.settings(Provision.CREATE, NAMESPACE));
            assertThat(refused.reason()).isEqualTo(Reason.READ_ONLY);
            assertThat(refused).hasMessageContaining("is a primary").hasMessageContaining("login trigger");
        }
    }

    /** A role that may do what it must, and whose settings in this database are all as bad as they can be. */
    private static PgEndpoint worst(TestDatabase database, int version) throws SQLException {
        String role = "worst_" + database.name;
        database.execute(
                "DO $$BEGIN CREATE ROLE nobody; EXCEPTION WHEN duplicate_object THEN NULL; END$$",
                "CREATE ROLE " + role + " LOGIN REPLICATION",
                "GRANT nobody TO " + role,
                "GRANT CREATE ON DATABASE " + database.name + " TO " + role);
        for (PinnedSettings.Pin pin : replication().knownTo(version)) {
            String value = WORST.get(pin.name());
            assertThat(value).as("the worst value of %s", pin.name()).isNotNull();
            database.execute("ALTER ROLE " + role + " IN DATABASE " + database.name + " SET " + pin.name() + " = '"
                    + value + "'");
        }
        return database.endpoint(role, Map.of());
    }

    private static void assertPinned(Connection connection, List<PinnedSettings.Pin> pins) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (PinnedSettings.Pin pin : pins) {
                try (ResultSet row = statement.executeQuery("SELECT CASE WHEN '" + pin.name() + "' = 'role'"
                        + " THEN current_setting('role') ELSE (SELECT setting FROM pg_settings WHERE name = '"
                        + pin.name() + "') END, (SELECT source FROM pg_settings WHERE name = '" + pin.name() + "')")) {
                    row.next();
                    // What is left to the network shows as what the network does.
                    if (pin.name().startsWith("tcp_keepalives")) {
                        assertThat(row.getString(2)).as(pin.name()).isEqualTo("client");
                    } else {
                        assertThat(row.getString(1)).as(pin.name()).isEqualTo(pin.value());
                    }
                }
            }
        }
    }
}
