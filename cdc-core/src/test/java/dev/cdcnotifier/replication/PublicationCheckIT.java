package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found when publications, tables and identities change under a running stream. */
class PublicationCheckIT {

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
    void what_breaks_under_a_running_stream_is_found_by_the_check(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                replication.check();
                database.execute("ALTER TABLE ns_processes REPLICA IDENTITY DEFAULT");
                assertThat(broken(replication)).containsExactly(Reason.REPLICA_IDENTITY);
                database.execute("ALTER TABLE ns_processes REPLICA IDENTITY FULL", "DROP TABLE ns_events");
                assertThat(broken(replication)).contains(Reason.TABLES_MISSING);
                database.execute("DROP PUBLICATION ns", "INSERT INTO ns_processes VALUES ('skipped')");
                assertThat(broken(replication)).contains(Reason.PUBLICATION_MISSING);
                if (version >= 18) {
                    Await.until(
                            "the server's warning",
                            SOON,
                            () -> session.stream().poll() == null
                                    && session.stream().takeWarned());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_table_that_is_dropped_and_made_again_under_a_running_stream_is_found_by_the_check(int version)
            throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                assertThat(session.backendPid()).isPositive();
                database.execute("DROP TABLE ns_events", "CREATE TABLE ns_events (id text PRIMARY KEY, detail text)");
                PreconditionException found = catchThrowableOfType(PreconditionException.class, replication::check);
                assertThat(found.reason()).isEqualTo(Reason.PUBLICATION_NARROW);
                assertThat(found).hasMessageContaining("taken away").hasMessageContaining("ns_events");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("alterations")
    void a_publication_that_is_narrowed_under_a_running_stream_is_found_by_the_check(int version, String narrowed)
            throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            try (ReplicationSession session = replication.open(replication.prepare())) {
                assertThat(session.backendPid()).isPositive();
                replication.check();
                database.execute(narrowed);
                assertThat(broken(replication)).containsExactly(Reason.PUBLICATION_NARROW);
            }
        }
    }

    static Stream<Arguments> alterations() {
        return PgServer.versions().stream().flatMap(version -> Stream.of(
                        "ALTER PUBLICATION ns SET (publish = 'insert, update')",
                        "ALTER PUBLICATION ns DROP TABLE ns_events",
                        "ALTER PUBLICATION ns SET TABLE ns_processes, ns_events WHERE (id <> 'x')",
                        "ALTER PUBLICATION ns SET TABLE ns_processes, ns_events (id)")
                .limit(version >= 15 ? 4 : 2)
                .map(sql -> Arguments.of(version, sql)));
    }

    private static List<Reason> broken(ReplicationSource replication) {
        return catchThrowableOfType(PreconditionException.class, replication::check).problems().stream()
                .map(Problem::reason)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_publication_that_is_taken_away_is_not_put_back_by_the_same_process(int version) throws Exception {
        try (TestDatabase database = database(version);
                SourceDatabase source = database.source()) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            replication.open(replication.prepare()).close();
            database.execute("ALTER PUBLICATION ns DROP TABLE ns_events");
            Await.until(
                    "the narrowed publication to be refused",
                    SOON,
                    () -> catchThrowableOfType(PreconditionException.class, replication::prepare)
                                    .reason()
                            == Reason.PUBLICATION_NARROW);
            database.execute("DROP PUBLICATION ns");
            PreconditionException refused = catchThrowableOfType(PreconditionException.class, replication::prepare);
            assertThat(refused.reason()).isEqualTo(Reason.PUBLICATION_MISSING);
            assertThat(refused).hasMessageContaining("taken away");
            assertThat(database.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
        }
    }
}
