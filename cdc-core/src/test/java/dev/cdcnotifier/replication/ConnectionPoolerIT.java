package dev.cdcnotifier.replication;

import static dev.cdcnotifier.replication.TestDatabase.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Refusal;
import dev.cdcnotifier.slot.FailureClassifier;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.FailureKind;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pooler between a stream and its server is told as what it is, and not tried again and again as a server that is away. */
class ConnectionPoolerIT {

    private static final int ANY = PgServer.versions().get(0);
    private static final PublicationSpec NAMESPACE = namespace("ns");

    @Test
    void a_pooler_that_refuses_the_settings_of_a_session_is_named_with_its_address() throws Exception {
        Failure failure = failure(Set.of("options", "replication"), Set.of());
        assertThat(failure.message()).contains("127.0.0.1:").contains("unsupported startup parameter: options");
    }

    @Test
    void a_pooler_that_leaves_the_settings_of_a_session_out_is_named() throws Exception {
        assertThat(failure(Set.of(), Set.of("options")).message()).contains("do not reach the server");
    }

    @Test
    void a_pooler_that_refuses_replication_connections_only_is_named() throws Exception {
        assertThat(failure(Set.of("replication"), Set.of()).message())
                .contains("unsupported startup parameter: replication");
    }

    @Test
    void a_pooler_that_makes_an_ordinary_connection_of_one_for_replication_is_named() throws Exception {
        assertThat(failure(Set.of(), Set.of("replication")).message()).contains("came out as one for queries");
    }

    @Test
    void the_check_says_so_too_and_where_to_connect() throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(ANY)).withTables(NAMESPACE);
                FakePooler pooler = pooler(database, Set.of("replication"), Set.of());
                SourceDatabase source = database.source(pooler.port())) {
            List<Precondition> found = new SourceInspection(
                            source, database.settings(Provision.CREATE, NAMESPACE), ConnectionPoolerIT::refusal)
                    .look()
                    .preconditions();
            assertThat(found)
                    .filteredOn(one -> one.name().equals("replication connection"))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.reason()).isEqualTo("connection_pooler");
                        assertThat(one.remedies()).singleElement().asString().contains("PostgreSQL's own");
                    });
        }
    }

    private static Failure failure(Set<String> refused, Set<String> leftOut) throws Exception {
        try (TestDatabase database = new TestDatabase(PgServers.shared(ANY)).withTables(NAMESPACE);
                FakePooler pooler = pooler(database, refused, leftOut);
                SourceDatabase source = database.source(pooler.port())) {
            ReplicationSource replication =
                    new ReplicationSource(source, database.settings(Provision.CREATE, NAMESPACE));
            Failure failure = FailureClassifier.classify(
                    catchThrowable(() -> replication.open(replication.prepare()).close()));
            assertThat(failure.kind()).isEqualTo(FailureKind.NEEDS_OPERATOR);
            assertThat(failure.reason()).isEqualTo("connection_pooler");
            return failure;
        }
    }

    private static FakePooler pooler(TestDatabase database, Set<String> refused, Set<String> leftOut) throws Exception {
        return new FakePooler(database.server.host(), database.server.port(), refused, leftOut);
    }

    private static Refusal refusal(Exception e) {
        Failure failure = FailureClassifier.classify(e);
        return new Refusal(failure.reason(), failure.message());
    }
}
