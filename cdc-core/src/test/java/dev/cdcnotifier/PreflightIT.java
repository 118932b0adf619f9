package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Precondition.State;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.slot.SlotSettings;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** What a preflight finds is what a stream stops for, and what it prints mends that. */
@Timeout(300)
class PreflightIT {

    private static KafkaBroker kafka;

    private final String role = "cdc_" + UUID.randomUUID().toString().replace('-', '_');

    /** What can be wrong in the database: %s is the role. */
    enum Fault {
        TABLE_WITHOUT_IDENTITY(
                "replica_identity",
                "DROP PUBLICATION \"rows/publication\"",
                "ALTER TABLE rows REPLICA IDENTITY NOTHING"),
        NO_PUBLICATION("publication_missing", "DROP PUBLICATION \"rows/publication\""),
        TABLE_LEFT_OUT("publication_narrow", "ALTER PUBLICATION \"rows/publication\" DROP TABLE rows"),
        UPDATES_LEFT_OUT("publication_narrow", "ALTER PUBLICATION \"rows/publication\" SET (publish = 'insert')"),
        NO_REPLICATION("role_cannot_replicate", "ALTER ROLE %s NOREPLICATION"),
        NO_LOGIN("postgres_authentication", "ALTER ROLE %s NOLOGIN"),
        NO_CONNECT("privilege_missing", "REVOKE CONNECT ON DATABASE current FROM PUBLIC");

        final String reason;
        final List<String> breaking;

        Fault(String reason, String... breaking) {
            this.reason = reason;
            this.breaking = List.of(breaking);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaBroker.start();
        // The rights on a topic that is yet to be made cannot be asked for.
        kafka.createTopic(DeliverySettings.DEFAULT_POSITION_TOPIC, 1, Map.of("cleanup.policy", "compact"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(14, 18).flatMap(major -> Stream.of(Fault.values()).map(fault -> Arguments.of(major, fault)));
    }

    static Stream<Integer> oldestAndNewest() {
        return Stream.of(14, 18);
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void a_stream_that_could_start_fails_in_nothing(int major) throws Exception {
        try (StreamFixture fixture = verified(major)) {
            Inspection found = look(fixture);
            assertThat(failed(found)).isEmpty();
            assertThat(found.holds()).isTrue();
            assertThat(found.count(State.SKIPPED)).isZero();
            assertThat(found.preconditions())
                    .extracting(Precondition::name)
                    .contains(
                            "connection",
                            "wal_level",
                            "replication connection",
                            "encoding",
                            "wal_sender_timeout",
                            "session settings",
                            "tables of rows/publication",
                            "publication rows/publication",
                            "slot " + fixture.slot,
                            "WAL held",
                            "topic " + fixture.topic,
                            "rights on " + fixture.topic);
            try (CdcNotifier notifier = fixture.startStreaming()) {
                Precondition slot = named(look(fixture), "slot " + fixture.slot);
                assertThat(slot.state()).as("beside the running stream").isEqualTo(State.OK);
                assertThat(slot.found()).contains("streamed by a cdc-notifier");
                assertThat(notifier.streams().get(0).state().name()).isEqualTo("STREAMING");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_is_found_is_what_the_stream_stops_for_and_its_sql_mends_it(int major, Fault fault) throws Exception {
        try (StreamFixture fixture = verified(major)) {
            for (String sql : fault.breaking) {
                fixture.execute(sql.formatted(role).replace("DATABASE current", "DATABASE " + fixture.database));
            }
            List<Precondition> failed = failed(look(fixture));
            assertThat(failed.get(0).reason()).isEqualTo(fault.reason);
            assertThat(failed.get(0).meaning()).isNotEmpty();
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(StreamFixture.awaitNeedsOperator(notifier, fault.reason))
                        .isNotEmpty();
                for (Precondition one : failed) {
                    mend(fixture, one);
                }
                assertThat(failed(look(fixture))).isEmpty();
                awaitState(notifier, "STREAMING");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void what_the_stream_will_make_is_pending_unless_its_role_may_not(int major) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka)) {
            asOwner(fixture);
            Inspection found = look(fixture);
            assertThat(found.holds()).isTrue();
            assertThat(named(found, "publication rows/publication").state()).isEqualTo(State.PENDING);
            assertThat(named(found, "slot " + fixture.slot).state()).isEqualTo(State.PENDING);

            fixture.execute("ALTER TABLE rows OWNER TO " + PgServer.SUPERUSER);
            Precondition refused = named(look(fixture), "publication rows/publication");
            assertThat(refused.state()).isEqualTo(State.FAILED);
            assertThat(refused.reason()).isEqualTo("privilege");
            assertThat(refused.meaning()).contains("table public.rows belongs to postgres");
            mend(fixture, refused);
            assertThat(look(fixture).holds()).isTrue();
            fixture.startStreaming().close();
        }
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void a_slot_that_somebody_else_streams_is_named_with_who_does(int major) throws Exception {
        try (StreamFixture fixture = verified(major);
                Connection other = replicating(fixture)) {
            other.unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(fixture.slot.value())
                    .withSlotOption("proto_version", "1")
                    .withSlotOption("publication_names", "\"rows/publication\"")
                    .start();
            Precondition busy = named(look(fixture), "slot " + fixture.slot);
            assertThat(busy.state()).isEqualTo(State.FAILED);
            assertThat(busy.reason()).isEqualTo("slot_busy");
            assertThat(busy.found()).contains("application the former service");
            mend(fixture, busy);
            StreamFixture.await("the slot to be free", () -> look(fixture).holds());
        }
    }

    @Test
    void a_stream_that_has_the_last_walsender_holds_beside_it_and_any_other_does_not() throws Exception {
        try (PgServer small =
                        PgServer.builder(17).setting("max_wal_senders", "1").start();
                StreamFixture fixture = new StreamFixture(small, kafka);
                StreamFixture other = new StreamFixture(small, kafka);
                CdcNotifier notifier = fixture.startStreaming()) {
            Inspection found = look(fixture);
            assertThat(failed(found)).isEmpty();
            assertThat(named(found, "replication connection").state()).isEqualTo(State.SKIPPED);
            assertThat(notifier.streams().get(0).state().name()).isEqualTo("STREAMING");
            assertThat(failed(look(other))).extracting(Precondition::name).containsExactly("walsenders");
        }
    }

    @Test
    void a_server_without_room_for_all_configured_streams_is_told_of_with_the_numbers() throws Exception {
        try (PgServer small = PgServer.builder(17)
                        .setting("max_wal_senders", "1")
                        .setting("max_replication_slots", "2")
                        .start();
                StreamFixture one = new StreamFixture(small, kafka);
                StreamFixture two = new StreamFixture(small, kafka);
                StreamFixture three = new StreamFixture(small, kafka);
                Preflight preflight = new Preflight()) {
            List<SlotSettings> together = List.of(one.settings(), two.settings(), three.settings());
            Inspection crowded = preflight.look(one.settings(), together, system -> {});
            assertThat(failed(crowded)).extracting(Precondition::name).containsExactly("walsenders", "room for slots");
            assertThat(named(crowded, "walsenders").meaning())
                    .contains("3 streams")
                    .contains("1 are left");
            assertThat(named(crowded, "room for slots").meaning())
                    .contains("3 streams")
                    .contains("room for 2");
            Precondition alone = named(look(one), "walsenders");
            assertThat(alone.state()).isEqualTo(State.WARNING);
            assertThat(alone.meaning()).contains("2 slots").contains("1 of them");
            mend(one, named(crowded, "walsenders"));
            mend(one, named(crowded, "room for slots"));
            small.restart();
            assertThat(failed(preflight.look(one.settings(), together, system -> {})))
                    .isEmpty();
        }
    }

    @Test
    void a_missing_database_is_told_with_the_sql_that_makes_it() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka)) {
            String gone = "a \"missing\" one";
            SlotSettings settings = fixture.settings();
            PgEndpoint endpoint =
                    new PgEndpoint(fixture.pgHost, fixture.pgPort, gone, fixture.role, fixture.password, Map.of());
            try (Preflight preflight = new Preflight()) {
                Precondition refused = failed(preflight.look(at(endpoint, settings), system -> {}))
                        .get(0);
                assertThat(refused.reason()).isEqualTo("database_missing");
                assertThat(refused.remedies())
                        .anyMatch(remedy -> remedy.admin()
                                && remedy.text().startsWith("CREATE DATABASE \"a \"\"missing\"\" one\";"));
            }
        }
    }

    private static SlotSettings at(PgEndpoint endpoint, SlotSettings settings) {
        return new SlotSettings(
                settings.stream(),
                endpoint,
                settings.slot(),
                settings.publications(),
                settings.slotProvision(),
                settings.publicationProvision(),
                settings.failoverSlot(),
                settings.binary(),
                settings.mapper(),
                settings.delivery(),
                settings.reconnectTimeout(),
                settings.statusInterval());
    }

    @Test
    void a_missing_table_hides_what_depends_on_it() throws Exception {
        try (StreamFixture fixture = verified(18)) {
            fixture.execute("DROP TABLE rows");
            Inspection found = look(fixture);
            assertThat(named(found, "tables of rows/publication").reason()).isEqualTo("tables_missing");
            assertThat(named(found, "publication rows/publication").state()).isEqualTo(State.SKIPPED);
            assertThat(named(found, "publication rows/publication").found()).isEqualTo("its tables are missing");
        }
    }

    @Test
    void a_server_that_is_away_is_the_one_fault_and_everything_else_is_skipped() throws Exception {
        try (StreamFixture fixture = verified(18)) {
            fixture.pgHost = "nowhere.invalid";
            fixture.bootstrapServers = "127.0.0.1:1";
            fixture.resendTimeout = Duration.ofSeconds(1);
            Inspection found = look(fixture);
            assertThat(failed(found))
                    .extracting(Precondition::reason)
                    .containsExactly("postgres_unavailable", "kafka_unavailable");
            assertThat(failed(found).get(0).meaning()).contains("nowhere.invalid");
            assertThat(found.count(State.FAILED) + found.count(State.SKIPPED))
                    .isEqualTo(found.preconditions().count());
        }
    }

    @Test
    void wal_level_room_and_an_old_minor_are_told_with_the_settings_that_mend_them() throws Exception {
        try (PgServer small = PgServer.builder(18)
                        .setting("wal_level", "replica")
                        .setting("max_replication_slots", "1")
                        .setting("max_wal_senders", "1")
                        .start();
                StreamFixture fixture = new StreamFixture(small, kafka)) {
            small.execute(PgServer.SUPERUSER, "SELECT pg_create_physical_replication_slot('other')");
            Inspection found = look(fixture);
            assertThat(failed(found)).extracting(Precondition::name).containsExactly("wal_level", "room for slots");
            for (Precondition one : failed(found)) {
                mend(fixture, one);
            }
            small.restart();
            assertThat(look(fixture).holds()).isTrue();
        }
    }

    @Test
    void a_standby_fails_and_what_only_a_primary_knows_is_skipped() throws Exception {
        try (PgServer primary = PgServer.builder(17).start();
                StreamFixture fixture = new StreamFixture(primary, kafka);
                PgServer standby = PgServer.standbyOf(primary)) {
            fixture.pgPort = standby.port();
            Inspection found = look(fixture);
            assertThat(failed(found)).extracting(Precondition::reason).containsExactly("not_primary");
            assertThat(named(found, "slot " + fixture.slot).found()).isEqualTo("only a primary can be asked");
            assertThat(named(found, "topic " + fixture.topic).state()).isEqualTo(State.OK);
        }
    }

    @Test
    void a_line_missing_in_pg_hba_is_printed() throws Exception {
        try (PgServer strict = PgServer.builder(18).passwordAuthentication().start();
                StreamFixture fixture = new StreamFixture(strict, kafka)) {
            strict.createReplicationRole(role, "a password");
            fixture.role = role;
            fixture.password = new Secret("a password");
            fixture.execute(
                    "GRANT CREATE ON DATABASE " + fixture.database + " TO " + role,
                    "ALTER TABLE rows OWNER TO " + role);
            Path hba = Path.of(fixture.query("SHOW hba_file"));
            Files.writeString(hba, "host all postgres all trust\n");
            fixture.execute("SELECT pg_reload_conf()");
            StreamFixture.await("the new rules", () -> !look(fixture).holds());

            Precondition refused = failed(look(fixture)).get(0);
            assertThat(refused.name()).isEqualTo("connection");
            assertThat(refused.reason()).isEqualTo("postgres_authentication");
            String line = refused.remedies().get(0).text();
            assertThat(line).startsWith("pg_hba.conf").contains("127.0.0.1/32");
            Files.writeString(hba, line.substring(line.indexOf(": ") + 2) + "\n" + Files.readString(hba));
            mend(fixture, refused);
            StreamFixture.await("the new rules", () -> look(fixture).holds());
        }
    }

    @Test
    void looking_changes_nothing() throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(18), kafka)) {
            asOwner(fixture);
            fixture.positionTopic = "positions-" + UUID.randomUUID();
            String before = state(fixture);
            assertThat(named(look(fixture), "topic " + fixture.positionTopic + " (positions)")
                            .state())
                    .isEqualTo(State.PENDING);
            assertThat(state(fixture)).isEqualTo(before);
            assertThat(kafka.topics()).doesNotContain(fixture.positionTopic);
        }
    }

    private static String state(StreamFixture fixture) {
        return fixture.query("SELECT (SELECT count(*) FROM pg_publication) || ' publications, '"
                + " || (SELECT count(*) FROM pg_replication_slots WHERE database = current_database()) || ' slots, '"
                + " || (SELECT relreplident::text FROM pg_class WHERE relname = 'rows')");
    }

    /** A role that is not a superuser, and everything made that a stream needs. */
    private StreamFixture verified(int major) throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
        asOwner(fixture);
        fixture.provision = Provision.VERIFY;
        fixture.execute(
                "CREATE PUBLICATION \"rows/publication\" FOR TABLE rows",
                "SELECT pg_create_logical_replication_slot('" + fixture.slot + "', 'pgoutput')");
        return fixture;
    }

    private void asOwner(StreamFixture fixture) throws Exception {
        fixture.pg.createReplicationRole(role, "");
        fixture.role = role;
        fixture.execute(
                "GRANT CREATE ON DATABASE " + fixture.database + " TO " + role, "ALTER TABLE rows OWNER TO " + role);
    }

    private static Inspection look(StreamFixture fixture) throws InterruptedException {
        try (Preflight preflight = new Preflight()) {
            return preflight.look(fixture.settings(), system -> {});
        }
    }

    private static List<Precondition> failed(Inspection found) {
        return found.preconditions().filter(one -> one.state() == State.FAILED).toList();
    }

    private static Precondition named(Inspection found, String name) {
        return found.preconditions()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Runs what was printed, as it was printed, as an administrator; for one that is there already, nothing. */
    private static void mend(StreamFixture fixture, Precondition precondition) throws Exception {
        List<String> statements = new ArrayList<>();
        for (Remedy remedy : precondition.remedies()) {
            if (remedy.kind() == Remedy.Kind.SQL && !remedy.text().contains("when there is no such role")) {
                statements.add(remedy.text());
            }
        }
        assertThat(statements).as(precondition.toString()).isNotEmpty();
        fixture.execute(statements.toArray(String[]::new));
    }

    private static Connection replicating(StreamFixture fixture) throws Exception {
        PgEndpoint endpoint = new PgEndpoint(
                fixture.pgHost, fixture.pgPort, fixture.database, fixture.role, fixture.password, Map.of());
        return endpoint.connect(Map.of(
                PGProperty.REPLICATION.getName(), "database",
                PGProperty.PREFER_QUERY_MODE.getName(), "simple",
                PGProperty.ASSUME_MIN_SERVER_VERSION.getName(), "14",
                PGProperty.APPLICATION_NAME.getName(), "the former service"));
    }
}
