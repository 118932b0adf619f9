package dev.cdcnotifier.progressor;

import static dev.cdcnotifier.progressor.ProgressorFixture.startStreaming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.progressor.ErlangTermWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S22: tables of a namespace that are not as the engine's migrations make them, and can be streamed all the same. */
@Timeout(180)
class UnusualTablesIT {

    private static final String NAMESPACE = "default/default";
    private static final String STATUS = "CREATE TYPE process_status AS ENUM ('running', 'error')";
    private static final String EVENTS = "CREATE TABLE \"default/default_events\" (process_id text, event_id int,"
            + " timestamp timestamptz DEFAULT now(), metadata jsonb, payload bytea, PRIMARY KEY (process_id, event_id))";

    private static final String PAYLOAD = HexFormat.of().formatHex(ErlangTermWriter.write("good"));

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    static List<Integer> versions() {
        return PgServer.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void processes_that_are_partitioned_are_streamed_and_so_are_partitions_made_later(int major) throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(major), kafka).withTopics()) {
            execute(
                    fixture,
                    STATUS,
                    "CREATE TABLE \"default/default_processes\" (process_id text PRIMARY KEY, status process_status,"
                            + " detail text) PARTITION BY RANGE (process_id)",
                    "CREATE TABLE part_a PARTITION OF \"default/default_processes\" FOR VALUES FROM ('a') TO ('b')",
                    EVENTS);
            try (CdcNotifier notifier = startStreaming(fixture.describe(1, NAMESPACE))) {
                write(fixture, "a");
                assertThat(fixture.awaitStory(NAMESPACE, "a", 3)).containsExactly("created", "failed: a", "removed");

                execute(
                        fixture,
                        "CREATE TABLE part_b PARTITION OF \"default/default_processes\" FOR VALUES FROM ('b') TO ('c')",
                        "INSERT INTO \"default/default_processes\" VALUES ('b0', 'running')");
                ProgressorFixture.await(
                        "the partition's identity, which its first row asks for",
                        () -> isFull(fixture, "part_b"),
                        notifier);
                write(fixture, "b");
                assertThat(fixture.awaitStory(NAMESPACE, "b", 3)).containsExactly("created", "failed: b", "removed");
                assertThat(notifier.streams().get(0).state().name()).isEqualTo("STREAMING");
            }
        }
    }

    private static void write(ProgressorFixture fixture, String process) throws Exception {
        execute(
                fixture,
                "INSERT INTO \"default/default_processes\" VALUES ('" + process + "', 'running')",
                "UPDATE \"default/default_processes\" SET status = 'error', detail = process_id WHERE process_id = '"
                        + process + "'",
                "DELETE FROM \"default/default_processes\" WHERE process_id = '" + process + "'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void columns_of_domains_are_read_as_the_types_they_are_based_on(boolean binary) throws Exception {
        for (int major : List.of(14, 18)) {
            try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(major), kafka).withTopics()) {
                execute(
                        fixture,
                        STATUS,
                        "CREATE DOMAIN id AS varchar(256)",
                        "CREATE DOMAIN process_id AS id CHECK (value <> '')",
                        "CREATE DOMAIN my_status AS process_status",
                        "CREATE DOMAIN number AS bigint",
                        "CREATE DOMAIN moment AS timestamptz",
                        "CREATE DOMAIN bytes AS bytea",
                        "CREATE TABLE \"default/default_processes\" (process_id process_id PRIMARY KEY, status my_status,"
                                + " detail id)",
                        "CREATE TABLE \"default/default_events\" (process_id process_id, event_id number,"
                                + " timestamp moment DEFAULT now(), metadata jsonb, payload bytes,"
                                + " PRIMARY KEY (process_id, event_id))");
                try (CdcNotifier notifier =
                        startStreaming(fixture.describe(1, NAMESPACE).binary(binary))) {
                    write(fixture, "a");
                    execute(
                            fixture,
                            "INSERT INTO \"default/default_events\" VALUES ('a', 7, now(), '{}', '\\x" + PAYLOAD
                                    + "')");
                    assertThat(fixture.awaitStory(NAMESPACE, "a", 4))
                            .containsExactly("created", "failed: a", "removed", "event 7");
                    assertThat(notifier.streams().get(0).state().name()).isEqualTo("STREAMING");
                }
            }
        }
    }

    private static boolean isFull(ProgressorFixture fixture, String table) throws Exception {
        try (Connection connection = fixture.pg.connect(fixture.database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT relreplident = 'f' FROM pg_class WHERE relname = '" + table + "'")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void execute(ProgressorFixture fixture, String... statements) throws Exception {
        fixture.pg.execute(fixture.database, statements);
    }
}
