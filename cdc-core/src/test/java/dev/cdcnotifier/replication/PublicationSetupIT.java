package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.namespace;
import static dev.cdcnotifier.replication.TestDatabase.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is checked before a stream starts, and which publications and identities are made. */
class PublicationSetupIT {

    private static final int ANY = PgServer.versions().get(0);
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final PublicationSpec NAMESPACE = namespace("ns");

    static List<Integer> versions() {
        return PgServer.versions();
    }

    private static TestDatabase database(int version) throws SQLException {
        return new TestDatabase(PgServers.shared(version)).withTables(NAMESPACE);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void create_makes_all_that_is_missing_and_it_streams(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            assertThat(replication.inspect())
                    .extracting(Problem::reason)
                    .containsExactly(Reason.REPLICA_IDENTITY, Reason.PUBLICATION_MISSING, Reason.SLOT_MISSING);
            StreamPlan plan = replication.prepare();
            assertThat(plan.publications()).containsExactly(NAMESPACE.name());
            assertThat(plan.joinLimit()).isEqualTo(Lsn.MAX);
            assertThat(plan.server().major()).isEqualTo(version);
            assertThat(replication.inspect()).isEmpty();
            assertThat(database.query("SELECT relreplident FROM pg_class WHERE relname = 'ns_processes'"))
                    .isEqualTo("f");
            assertThat(database.query("SELECT relreplident FROM pg_class WHERE relname = 'ns_events'"))
                    .isEqualTo("d");
            database.execute("INSERT INTO ns_events VALUES ('1')");
            Follower follower = new Follower(replication);
            follower.followUntil(() -> follower.texts("ns_events").contains("1"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_verify_prints_is_all_that_is_needed(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSettings settings = database.settings(Provision.VERIFY, NAMESPACE);
            PreconditionException refused = refusal(source, settings);
            assertThat(refused.reason()).isEqualTo(Reason.REPLICA_IDENTITY);
            assertThat(refused.problems())
                    .extracting(Problem::reason)
                    .containsExactly(Reason.REPLICA_IDENTITY, Reason.PUBLICATION_MISSING, Reason.SLOT_MISSING);
            assertThat(refused).hasMessageContaining(refused.sql().get(0));
            database.paste(refused.sql());
            assertThat(new ReplicationSource(source, settings).prepare().publications())
                    .containsExactly(NAMESPACE.name());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void an_owner_with_replication_may_create_and_a_stranger_with_replication_may_verify(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version))) {
            String owner = "owner_" + database.name;
            String stranger = "stranger_" + database.name;
            database.execute(
                    "CREATE ROLE " + owner + " LOGIN REPLICATION",
                    "CREATE ROLE " + stranger + " LOGIN REPLICATION",
                    "GRANT CREATE ON DATABASE " + database.name + " TO " + owner,
                    "CREATE TABLE ns_processes (id text PRIMARY KEY)",
                    "CREATE TABLE ns_events (id text PRIMARY KEY)",
                    "ALTER TABLE ns_processes OWNER TO " + owner,
                    "ALTER TABLE ns_events OWNER TO " + owner);
            try (SourceDatabase owned = new SourceDatabase(database.endpoint(owner, Map.of()), "test");
                    SourceDatabase foreign = new SourceDatabase(database.endpoint(stranger, Map.of()), "test")) {
                PreconditionException refused = refusal(foreign, database.settings(Provision.CREATE, NAMESPACE));
                assertThat(refused.reason()).isEqualTo(Reason.PRIVILEGE);
                assertThat(refused.sql()).anyMatch(sql -> sql.startsWith("CREATE PUBLICATION"));
                assertThat(database.query("SELECT count(*) FROM pg_publication"))
                        .isEqualTo("0");

                new ReplicationSource(owned, database.settings(Provision.CREATE, NAMESPACE)).prepare();
                ReplicationSource verifying =
                        new ReplicationSource(foreign, database.settings(Provision.VERIFY, NAMESPACE));
                database.execute("INSERT INTO ns_events VALUES ('1')");
                Follower follower = new Follower(verifying);
                follower.followUntil(() -> follower.texts("ns_events").contains("1"));
            } finally {
                database.execute("DROP OWNED BY " + owner, "DROP ROLE " + owner, "DROP ROLE " + stranger);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void missing_tables_are_named_and_nothing_is_made(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            PreconditionException refused = refusal(source, database.settings(Provision.CREATE, NAMESPACE));
            assertThat(refused.reason()).isEqualTo(Reason.TABLES_MISSING);
            assertThat(refused).hasMessageContaining("public.ns_processes").hasMessageContaining("public.ns_events");
            assertThat(database.query("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                    .isEqualTo("0");
        }
    }

    static Stream<Arguments> narrowings() {
        List<String> all = List.of(
                "CREATE PUBLICATION ns FOR TABLE ns_processes, ns_events WITH (publish = 'insert, update')",
                "CREATE PUBLICATION ns FOR TABLE ns_processes, ns_events WHERE (id <> 'x')",
                "CREATE PUBLICATION ns FOR TABLE ns_processes (id, detail), ns_events");
        return PgServer.versions().stream().flatMap(version -> all.stream()
                .filter(sql -> version >= 15 || sql.contains("publish"))
                .map(sql -> Arguments.of(version, sql)));
    }

    @ParameterizedTest
    @MethodSource("narrowings")
    void a_narrowed_publication_is_never_changed_by_us(int version, String narrowed) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            database.execute("ALTER TABLE ns_processes REPLICA IDENTITY FULL", narrowed);
            ReplicationSettings settings = database.settings(Provision.CREATE, NAMESPACE);
            PreconditionException refused = refusal(source, settings);
            assertThat(refused.problems()).extracting(Problem::reason).containsExactly(Reason.PUBLICATION_NARROW);
            assertThat(refusal(source, settings).reason()).isEqualTo(Reason.PUBLICATION_NARROW);
            database.paste(refused.sql());
            assertThat(new ReplicationSource(source, settings).prepare().publications())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_table_that_is_missing_from_a_publication_is_added(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            database.execute("CREATE PUBLICATION ns FOR TABLE ns_processes");
            assertThat(refusal(source, database.settings(Provision.VERIFY, NAMESPACE))
                            .sql())
                    .contains("ALTER PUBLICATION \"ns\" ADD TABLE \"public\".\"ns_events\";");
            new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE)).prepare();
            assertThat(database.query("SELECT count(*) FROM pg_publication_tables WHERE pubname = 'ns'"))
                    .isEqualTo("2");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void publications_of_all_tables_or_of_a_schema_will_do(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            database.execute(
                    "ALTER TABLE ns_processes REPLICA IDENTITY FULL",
                    "CREATE PUBLICATION ns FOR " + (version < 15 ? "ALL TABLES" : "TABLES IN SCHEMA public"));
            database.createSlot();
            new ReplicationSource(source, database.settings(Provision.VERIFY, NAMESPACE)).prepare();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_partitioned_table_is_published_under_its_own_name_with_full_identity_in_every_partition(int version)
            throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE TABLE ns_processes (id text PRIMARY KEY) PARTITION BY HASH (id)",
                    "CREATE TABLE part_0 PARTITION OF ns_processes FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                    "CREATE TABLE part_1 PARTITION OF ns_processes FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                    "CREATE TABLE ns_events (id text PRIMARY KEY)");
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            replication.prepare();
            assertThat(database.query(
                            "SELECT count(*) FROM pg_class WHERE relname LIKE 'part__' AND relreplident = 'f'"))
                    .isEqualTo("2");
            database.execute("INSERT INTO ns_processes VALUES ('1'), ('2'), ('3')");
            Follower follower = new Follower(replication);
            follower.followUntil(() -> follower.texts("ns_processes").size() == 3);

            database.execute("ALTER PUBLICATION ns SET (publish_via_partition_root = false)");
            PreconditionException refused = catchThrowableOfType(PreconditionException.class, replication::check);
            assertThat(refused.reason()).isEqualTo(Reason.PUBLICATION_NARROW);
            database.paste(refused.sql());
            replication.check();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_table_whose_updates_would_fail_is_not_published(int version) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            database.execute(
                    "CREATE TABLE ns_processes (id text)",
                    "CREATE TABLE ns_events (id text UNIQUE)",
                    "INSERT INTO ns_events VALUES ('1')");
            ReplicationSettings settings = database.settings(Provision.CREATE, NAMESPACE);
            PreconditionException refused = refusal(source, settings);
            assertThat(refused.problems()).extracting(Problem::reason).contains(Reason.REPLICA_IDENTITY);
            assertThat(refused).hasMessageContaining("ns_events has no usable replica identity");
            database.execute("UPDATE ns_events SET id = '2'");
            database.execute("ALTER TABLE ns_events ADD PRIMARY KEY (id)");
            new ReplicationSource(source, settings).prepare();
            database.execute("UPDATE ns_events SET id = '3'", "UPDATE ns_processes SET id = '3'");
        }
    }

    @Test
    void a_locked_table_is_a_matter_of_trying_again() throws Exception {
        try (TestDatabase database = database(ANY);
                SourceDatabase source = database.source();
                Connection reader = database.connect()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("LOCK TABLE ns_processes IN ACCESS SHARE MODE");
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            assertThatThrownBy(replication::prepare).isInstanceOfSatisfying(SQLException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo("55P03");
                assertThat(e.getMessage()).contains("ALTER TABLE \"public\".\"ns_processes\" REPLICA IDENTITY FULL");
            });
            assertThat(database.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
            reader.rollback();
            replication.prepare();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void names_of_any_letters_make_the_round_trip(int version) throws Exception {
        PublicationSpec[] specs = Stream.of("default/default", "платежи", "we\"ird'ns", "a,b $cdc$ \\c")
                .map(TestDatabase::namespace)
                .toArray(PublicationSpec[]::new);
        try (TestDatabase database = new TestDatabase(PgServers.shared(version));
                SourceDatabase source = database.source()) {
            for (PublicationSpec spec : specs) {
                database.withTables(spec);
            }
            database.createSlot();
            database.paste(
                    refusal(source, database.settings(Provision.VERIFY, specs)).sql());
            ReplicationSource replication = new ReplicationSource(source, database.settings(Provision.CREATE, specs));
            Follower follower = new Follower(replication);
            follower.followUntil(() -> !follower.plans.isEmpty()
                    && follower.plans
                                    .get(follower.plans.size() - 1)
                                    .publications()
                                    .size()
                            == specs.length);
            for (PublicationSpec spec : specs) {
                database.execute("INSERT INTO " + spec.tables().get(1).name().quoted() + " VALUES ('1')");
            }
            follower.followUntil(() -> follower.rows.size() == specs.length);
            assertThat(follower.rows)
                    .extracting(Follower.Row::table)
                    .containsExactly(
                            "default/default_events", "платежи_events", "we\"ird'ns_events", "a,b $cdc$ \\c_events");
        }
    }

    @Test
    void the_server_and_the_role_are_checked(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (PgServer server = PgServer.builder(ANY)
                .setting("wal_level", "replica")
                .dataDirectory(data)
                .start()) {
            TestDatabase database = new TestDatabase(server);
            database.withTables(NAMESPACE);
            database.execute("CREATE ROLE \"we\"\"ak\" LOGIN");
            try (SourceDatabase source = new SourceDatabase(database.endpoint("we\"ak", Map.of()), "test")) {
                PreconditionException refused = refusal(source, database.settings(Provision.CREATE, NAMESPACE));
                assertThat(refused.problems())
                        .extracting(Problem::reason)
                        .containsExactly(Reason.WAL_LEVEL, Reason.ROLE_CANNOT_REPLICATE);
                database.paste(refused.sql());
                server.stopFast();
                Files.createFile(data.resolve("standby.signal"));
                server.restart();
                ReplicationSource replication =
                        new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
                // The pool may hand out a session of the old server once, before it notices.
                Await.until("a session of the new server", SOON, () -> replication.inspect().stream()
                        .map(Problem::reason)
                        .toList()
                        .equals(List.of(Reason.NOT_PRIMARY)));
                assertThatThrownBy(replication::prepare).isInstanceOf(PreconditionException.class);
            }
        }
    }
}
