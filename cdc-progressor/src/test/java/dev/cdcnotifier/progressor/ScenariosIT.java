package dev.cdcnotifier.progressor;

import static dev.cdcnotifier.progressor.ProgressorFixture.awaitStream;
import static dev.cdcnotifier.progressor.ProgressorFixture.start;
import static dev.cdcnotifier.progressor.ProgressorFixture.startStreaming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator and a consumer go through with progressor namespaces, on real servers. */
@Timeout(180)
class ScenariosIT {

    private static final String NAMESPACE = "default/default";

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
    void the_life_of_a_process_is_told_once_and_in_order(int major) throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(major), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            try (CdcNotifier notifier = startStreaming(fixture.describe(1, NAMESPACE))) {
                ProgressorSimulator engine = fixture.engine(NAMESPACE);
                engine.startProcess("p");
                engine.call("p");
                engine.timer("p");
                engine.fail("p", "boom");
                engine.refusedRepair("p");
                engine.repair("p");
                engine.fail("p", null);
                engine.remove("p");
                String[] story = {
                    "created", "failed: boom", "working", "failed: unknown", "removed",
                    "event 1", "event 2", "event 3", "event 4", "event 5"
                };
                assertThat(fixture.awaitStory(NAMESPACE, "p", story.length)).containsExactly(story);
                engine.startProcess("q");
                fixture.awaitStory(NAMESPACE, "q", 2);
                assertThat(fixture.story(NAMESPACE, "p")).containsExactly(story);
                assertThat(notifier.streams().get(0).restarts()).isZero();
            }
        }
    }

    @Test
    void a_lost_connection_repeats_at_most_and_loses_nothing() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            try (CdcNotifier notifier = startStreaming(fixture.describe(1, NAMESPACE))) {
                ProgressorSimulator engine = fixture.engine(NAMESPACE);
                engine.startProcess("p");
                fixture.pg.execute(
                        fixture.database,
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots" + " WHERE slot_name = '"
                                + fixture.slot(1) + "'");
                engine.call("p", 3);
                awaitStream(notifier, "back", s -> s.restarts() > 0 && s.state().ready());
                engine.timer("p");
                List<String> story = fixture.awaitStory(NAMESPACE, "p", 6);
                assertThat(story.stream().distinct())
                        .containsExactly("created", "event 1", "event 2", "event 3", "event 4", "event 5");
            }
        }
    }

    @Test
    void a_start_with_dead_brokers_waits_and_then_tells_everything_in_order() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(16), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            fixture.bootstrapServers = "127.0.0.1:1";
            ProgressorSimulator engine = fixture.engine(NAMESPACE);
            try (CdcNotifier notifier = start(fixture.describe(1, NAMESPACE))) {
                StreamStatus status =
                        awaitStream(notifier, "retry", s -> s.state().reason().equals("kafka_unavailable"));
                assertThat(status.state().name()).isEqualTo("RETRY");
                engine.startProcess("p");
                engine.call("p", 2);
            }
            engine.fail("p", "while it was down");
            assertThat(fixture.story(NAMESPACE, "p")).isEmpty();
            fixture.bootstrapServers = kafka.bootstrapServers();
            try (CdcNotifier notifier = start(fixture.describe(1, NAMESPACE))) {
                assertThat(fixture.awaitStory(NAMESPACE, "p", 5))
                        .containsExactly("created", "failed: while it was down", "event 1", "event 2", "event 3");
                assertThat(notifier.streams()).hasSize(1);
            }
        }
    }

    @Test
    void namespaces_slots_and_databases_do_not_mix() throws Exception {
        try (ProgressorFixture one = new ProgressorFixture(PgServers.shared(17), kafka).withTopics();
                ProgressorFixture two = new ProgressorFixture(PgServers.shared(14), kafka).withTopics()) {
            for (String namespace : List.of(NAMESPACE, "my_ns", "платежи")) {
                one.createTables(namespace);
            }
            two.createTables(NAMESPACE);
            try (CdcNotifier notifier = startStreaming(
                    one.describe(1, NAMESPACE, "my_ns"), one.describe(2, "платежи"), two.describe(1, NAMESPACE))) {
                for (String namespace : List.of(NAMESPACE, "my_ns", "платежи")) {
                    one.engine(namespace).startProcess("p");
                }
                two.engine(NAMESPACE).startProcess("q");
                for (String namespace : List.of(NAMESPACE, "my_ns", "платежи")) {
                    assertThat(one.awaitStory(namespace, "p", 2)).containsExactly("created", "event 1");
                }
                assertThat(two.awaitStory(NAMESPACE, "q", 2)).containsExactly("created", "event 1");
                assertThat(one.story(NAMESPACE, "q")).isEmpty();
                assertThat(notifier.streams())
                        .extracting(StreamStatus::restarts)
                        .containsOnly(0L);
            }
        }
    }

    @Test
    void tables_that_do_not_exist_yet_are_named_and_waited_for() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(18), kafka).withTopics();
                CdcNotifier notifier = start(fixture.describe(1, NAMESPACE))) {
            StreamStatus status = awaitStream(
                    notifier, "tables missing", s -> s.state().reason().equals("tables_missing"));
            assertThat(status.state().name()).isEqualTo("NEEDS_OPERATOR");
            assertThat(status.state().message())
                    .contains("public.default/default_processes", "public.default/default_events");
            fixture.createTables(NAMESPACE);
            awaitStream(notifier, "streaming", s -> s.state().ready());
            fixture.engine(NAMESPACE).startProcess("p");
            assertThat(fixture.awaitStory(NAMESPACE, "p", 2)).containsExactly("created", "event 1");
        }
    }

    @Test
    void a_topic_that_does_not_exist_is_named_and_waited_for_and_nothing_is_lost() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka)) {
            fixture.createTables(NAMESPACE);
            kafka.createTopic(fixture.events, 3);
            try (CdcNotifier notifier = start(fixture.describe(1, NAMESPACE))) {
                StreamStatus status = awaitStream(
                        notifier, "topic missing", s -> s.state().reason().equals("topic_missing"));
                assertThat(status.state().message()).contains(fixture.lifecycle, "--create");
                fixture.engine(NAMESPACE).startProcess("p");
                kafka.createTopic(fixture.lifecycle, 3);
                assertThat(fixture.awaitStory(NAMESPACE, "p", 2)).containsExactly("created", "event 1");
                assertThat(notifier.streams()).hasSize(1);
            }
        }
    }

    @Test
    void a_second_runner_on_the_slot_stands_by_and_takes_over() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(16), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            CdcNotifier first = startStreaming(fixture.describe(1, NAMESPACE));
            try (CdcNotifier second = start(fixture.describe(1, NAMESPACE))) {
                StreamStatus status =
                        awaitStream(second, "standby", s -> s.state().name().equals("STANDBY"));
                assertThat(status.state().reason()).isEqualTo("slot_busy");
                ProgressorSimulator engine = fixture.engine(NAMESPACE);
                engine.startProcess("p");
                fixture.awaitStory(NAMESPACE, "p", 2);
                first.close();
                awaitStream(second, "takeover", s -> s.state().name().equals("STREAMING"));
                engine.call("p", 1);
                assertThat(fixture.awaitStory(NAMESPACE, "p", 3)).containsExactly("created", "event 1", "event 2");
            } finally {
                first.close();
            }
        }
    }

    @Test
    void a_wrong_password_is_said_without_showing_it_and_recovers_when_mended() throws Exception {
        String canary = "canary-Kx9-wrong";
        try (PgServer pg = PgServer.builder(17).passwordAuthentication().start();
                ProgressorFixture fixture = new ProgressorFixture(pg, kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            pg.createReplicationRole("notifier", "right-password");
            pg.execute(fixture.database, "ALTER ROLE notifier SUPERUSER");
            PgEndpoint endpoint =
                    new PgEndpoint(pg.host(), pg.port(), fixture.database, "notifier", new Secret(canary), Map.of());
            try (CdcNotifier notifier = start(fixture.describe(endpoint, 1, NAMESPACE))) {
                StreamStatus status =
                        awaitStream(notifier, "refused", s -> s.state().reason().equals("postgres_authentication"));
                assertThat(status.state().name()).isEqualTo("NEEDS_OPERATOR");
                assertThat(status.toString()).doesNotContain(canary).contains("pg_hba.conf");
                pg.execute(fixture.database, "ALTER ROLE notifier PASSWORD '" + canary + "'");
                awaitStream(notifier, "streaming", s -> s.state().ready());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_namespace_joins_a_slot_that_has_older_changes_pending(int major) throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(major), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            startStreaming(fixture.describe(1, NAMESPACE)).close();
            ProgressorSimulator old = fixture.engine(NAMESPACE);
            old.startProcess("p");
            fixture.createTables("new");
            old.call("p", 5);
            try (CdcNotifier notifier = startStreaming(fixture.describe(1, NAMESPACE, "new"))) {
                old.call("p", 1);
                ProgressorSimulator joined = fixture.engine("new");
                joined.startProcess("q");
                old.call("p", 1);
                assertThat(fixture.awaitStory("new", "q", 2)).containsExactly("created", "event 1");
                assertThat(fixture.awaitStory(NAMESPACE, "p", 9).stream().distinct())
                        .containsExactly(
                                "created", "event 1", "event 2", "event 3", "event 4", "event 5", "event 6", "event 7",
                                "event 8");
                assertThat(notifier.streams().get(0).restarts()).isZero();
            }
        }
    }

    @Test
    void verification_only_prints_the_sql_and_makes_nothing() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            ProgressorSlot verify = fixture.describe(1, NAMESPACE)
                    .slotProvision(Provision.VERIFY)
                    .publicationProvision(Provision.VERIFY);
            try (CdcNotifier notifier = start(verify)) {
                StreamStatus status = awaitStream(
                        notifier, "verification", s -> s.state().name().equals("NEEDS_OPERATOR"));
                assertThat(status.state().message())
                        .contains(
                                "ALTER TABLE \"public\".\"default/default_processes\" REPLICA IDENTITY FULL",
                                "CREATE PUBLICATION \"default/default\"");
            }
        }
    }

    @Test
    void a_column_that_is_missing_stops_the_stream_and_is_named() throws Exception {
        try (ProgressorFixture fixture = new ProgressorFixture(PgServers.shared(15), kafka).withTopics()) {
            fixture.createTables(NAMESPACE);
            try (CdcNotifier notifier = startStreaming(fixture.describe(1, NAMESPACE))) {
                String processes = new EngineTables(NAMESPACE).table("processes");
                fixture.pg.execute(fixture.database, "ALTER TABLE " + processes + " RENAME COLUMN detail TO details");
                fixture.pg.execute(
                        fixture.database,
                        "INSERT INTO " + processes
                                + " (process_id, status, previous_status) VALUES ('x', 'init', 'init')");
                StreamStatus status = awaitStream(
                        notifier, "schema error", s -> s.state().reason().equals("relation_unusable"));
                assertThat(status.state().message()).contains("default/default_processes", "detail");
            }
        }
    }
}
