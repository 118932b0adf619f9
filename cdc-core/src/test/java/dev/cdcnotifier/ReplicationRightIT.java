package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitNeedsOperator;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Precondition.State;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.replication.ReplicationSource;
import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A role may replicate when the server lets it, whatever the catalog shows: managed servers grant that right by membership.
 * Such a server is stood in for by one whose {@code pg_roles} does not show the attribute that the role has.
 */
@Timeout(180)
class ReplicationRightIT {

    private static final String ROLE = "cdc";

    private static KafkaBroker kafka;

    @BeforeAll
    static void start() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void a_role_that_the_server_lets_in_streams_though_the_catalog_shows_no_attribute(int major) throws Exception {
        try (PgServer pg = PgServer.builder(major).start();
                StreamFixture fixture = managed(pg)) {
            Inspection found = look(fixture);
            assertThat(found.preconditions().filter(one -> one.state() == State.FAILED))
                    .isEmpty();
            assertThat(named(found, "role").found()).contains("cdc has no REPLICATION of its own");
            assertThat(named(found, "replication connection").state()).isEqualTo(State.OK);
            try (CdcNotifier notifier = fixture.startStreaming();
                    SourceDatabase database =
                            new SourceDatabase(fixture.settings().endpoint(), "test")) {
                fixture.insert(1, "a");
                fixture.awaitMessages("1=a");
                assertThat(new ReplicationSource(database, fixture.settings().replication()).inspect())
                        .as("what a running stream looks at every 25 s")
                        .isEmpty();

                fixture.execute("ALTER ROLE cdc NOREPLICATION");
                fixture.endSessions();
                assertThat(awaitNeedsOperator(notifier, "role_cannot_replicate"))
                        .contains("ALTER ROLE \"cdc\" REPLICATION;");
                fixture.insert(2, "b");
                fixture.execute("ALTER ROLE cdc REPLICATION");
                awaitState(notifier, "STREAMING");
                fixture.awaitMessages("2=b");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void where_the_right_is_granted_by_membership_that_grant_is_what_mends_a_refusal(int major) throws Exception {
        try (PgServer pg = PgServer.builder(major).start();
                StreamFixture fixture = managed(pg)) {
            fixture.execute("CREATE ROLE rds_replication", "ALTER ROLE cdc NOREPLICATION");
            Inspection found = look(fixture);
            Precondition role = named(found, "role");
            assertThat(role.state()).isEqualTo(State.FAILED);
            assertThat(role.reason()).isEqualTo("role_cannot_replicate");
            assertThat(role.remedies()).containsExactly(Remedy.adminSql("GRANT rds_replication TO \"cdc\";"));
            assertThat(named(found, "replication connection").state()).isEqualTo(State.SKIPPED);
            try (CdcNotifier notifier = fixture.start()) {
                assertThat(awaitNeedsOperator(notifier, "role_cannot_replicate"))
                        .isEqualTo("role cdc may not replicate. Run: GRANT rds_replication TO \"cdc\";");
                assertThat(fixture.query("SELECT count(*) FROM pg_publication"))
                        .as("nothing is made for a role that may not")
                        .isEqualTo("0");
            }
        }
    }

    private static StreamFixture managed(PgServer pg) throws Exception {
        StreamFixture fixture = new StreamFixture(pg, kafka);
        pg.createReplicationRole(ROLE, "");
        fixture.role = ROLE;
        fixture.password = new Secret("");
        fixture.execute(
                "GRANT CREATE ON DATABASE " + fixture.database + " TO cdc",
                "ALTER TABLE rows OWNER TO cdc",
                hidingTheAttribute(fixture));
        return fixture;
    }

    /** The view as it is, but for one column. */
    private static String hidingTheAttribute(StreamFixture fixture) {
        String definition = fixture.query("SELECT pg_get_viewdef('pg_catalog.pg_roles'::regclass)");
        String hidden = definition.replaceFirst("(\\w+\\.)?rolreplication,", "false AS rolreplication,");
        assertThat(hidden).isNotEqualTo(definition);
        return "SET allow_system_table_mods = on; CREATE OR REPLACE VIEW pg_catalog.pg_roles AS " + hidden;
    }

    private static Inspection look(StreamFixture fixture) throws InterruptedException {
        try (Preflight preflight = new Preflight()) {
            return preflight.look(fixture.settings(), system -> {});
        }
    }

    private static Precondition named(Inspection found, String name) {
        List<Precondition> all = found.preconditions().toList();
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not among " + all));
    }
}
