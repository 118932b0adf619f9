package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.await;
import static dev.cdcnotifier.StreamFixture.awaitNeedsOperator;
import static dev.cdcnotifier.StreamFixture.awaitState;
import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamEvent;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator tells a stream, on a real PostgreSQL and a real Kafka. */
@Timeout(180)
class OperatingIT {

    private static KafkaBroker kafka;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothing_arrives_during_a_pause_and_everything_once_after_it(boolean exactlyOnce) throws Exception {
        try (StreamFixture fixture = fixture(16, exactlyOnce);
                CdcNotifier notifier = start(fixture)) {
            fixture.execute("INSERT INTO rows SELECT i, 'before' FROM generate_series(1, 500) i");
            notifier.pause(stream(notifier));
            awaitState(notifier, "PAUSED");
            Lsn slotAt = fixture.confirmedFlush();
            fixture.execute("INSERT INTO rows SELECT i, 'during' FROM generate_series(501, 1000) i");
            assertThat(fixture.query(
                            "SELECT active FROM pg_replication_slots WHERE slot_name = '" + fixture.slot + "'"))
                    .isEqualTo("f");
            assertThat(fixture.readAll()).noneMatch(message -> message.endsWith("during"));
            assertThat(fixture.confirmedFlush()).isEqualTo(slotAt);
            assertThat(notifier.streams().get(0).state().message()).contains("paused by an operator");
            Lsn end = fixture.walEnd();
            awaitStatus(
                    notifier,
                    "the WAL that the slot holds is known",
                    status -> status.slotSeen() != null
                            && !status.slotSeen().walEnd().isBefore(end));

            notifier.resume(stream(notifier));
            assertAllOnce(fixture, notifier, 1_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restarts_under_load_repeat_nothing_and_lose_nothing(boolean exactlyOnce) throws Exception {
        try (StreamFixture fixture = fixture(17, exactlyOnce);
                CdcNotifier notifier = start(fixture)) {
            for (int round = 0; round < 5; round++) {
                long rows = notifier.streams().get(0).rows();
                fixture.execute("INSERT INTO rows SELECT i, 'x' FROM generate_series(" + (round * 400 + 1) + ", "
                        + (round * 400 + 400) + ") i");
                awaitStatus(notifier, "some rows", status -> status.rows() > rows);
                notifier.restart(stream(notifier));
            }
            assertAllOnce(fixture, notifier, 2_000);
            assertThat(notifier.streams().get(0).restarts()).as("failures").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_skipped_row_never_arrives_and_everything_around_it_does(boolean exactlyOnce) throws Exception {
        try (StreamFixture fixture = fixture(15, exactlyOnce);
                CdcNotifier notifier = start(fixture)) {
            fixture.insert(1, "first");
            fixture.execute("INSERT INTO rows VALUES (2, 'b'), (3, 'poison'), (4, 'd'), (5, 'poison'), (6, 'f')");
            fixture.insert(7, "last");
            for (int seq : new int[] {2, 4}) {
                RowId row = awaitHalt(notifier, "poison_row", seq);
                assertThat(failure(notifier).facts())
                        .containsEntry("commit_lsn", row.commitLsn().toString())
                        .containsEntry("seq", String.valueOf(seq));
                assertThat(failure(notifier).remedies())
                        .extracting(Remedy::text)
                        .contains(Remedy.SKIP, Remedy.SKIP_TRANSACTION);
                assertThat(notifier.streams().get(0).lag().seconds()).isPositive();
                assertThatThrownBy(() -> notifier.skip(stream(notifier), row.commitLsn(), seq + 1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("but at the row commit_lsn=" + row.commitLsn() + " seq=" + seq);
                notifier.skip(stream(notifier), row.commitLsn(), seq);
            }
            Lsn end = fixture.walEnd();
            await("the slot passes the rows", () -> !fixture.confirmedFlush().isBefore(end));
            assertThat(fixture.readAll().stream().distinct())
                    .containsExactlyInAnyOrder("1=first", "2=b", "4=d", "6=f", "7=last");
            assertThat(exactlyOnce ? fixture.readAll() : List.of()).doesNotHaveDuplicates();
            assertThat(meters.get("cdc.rows.skipped").functionCounter().count()).isEqualTo(2);
            assertThat(notifier.streams().get(0).haltedAt()).isEmpty();
            assertThat(notifier.streams().get(0).lastFailure()).isNotNull();
            assertThatThrownBy(() -> notifier.skip(stream(notifier), end, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("it is STREAMING");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twenty_poison_rows_of_one_transaction_are_skipped_at_once_and_each_is_named(boolean exactlyOnce)
            throws Exception {
        try (StreamFixture fixture = fixture(17, exactlyOnce);
                CdcNotifier notifier = start(fixture)) {
            fixture.execute("INSERT INTO rows SELECT i, CASE WHEN i % 2 = 0 THEN 'poison' ELSE 'good' END"
                    + " FROM generate_series(1, 40) i");
            fixture.insert(41, "last");
            RowId row = awaitHalt(notifier, "poison_row", 2);
            assertThatThrownBy(() -> notifier.skipTransaction(stream(notifier), Lsn.parse("0/1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("but at the row " + row);
            notifier.skipTransaction(stream(notifier), row.commitLsn());
            Lsn end = fixture.walEnd();
            await("the slot passes the rows", () -> !fixture.confirmedFlush().isBefore(end));
            List<String> expected = IntStream.rangeClosed(0, 19)
                    .mapToObj(i -> (2 * i + 1) + "=good")
                    .collect(Collectors.toCollection(ArrayList::new));
            expected.add("41=last");
            assertThat(fixture.readAll().stream().distinct()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(exactlyOnce ? fixture.readAll() : List.of()).doesNotHaveDuplicates();
            assertThat(meters.get("cdc.rows.skipped").functionCounter().count()).isEqualTo(20);
            assertThat(notifier.streams().get(0).restarts()).as("halts").isEqualTo(1);
            assertThat(notifier.events(stream(notifier)))
                    .filteredOn(event -> event.name().equals("row_skipped"))
                    .hasSize(20)
                    .allSatisfy(event -> assertThat(event.text()).contains("commit_lsn=" + row.commitLsn()));
            assertThat(notifier.events(stream(notifier)))
                    .extracting(StreamEvent::name)
                    .contains("NEEDS_OPERATOR", "skip-transaction");
        }
    }

    @Test
    void a_record_that_kafka_refuses_names_its_row_which_can_be_skipped() throws Exception {
        try (StreamFixture fixture = fixture(16, false);
                CdcNotifier notifier = start(fixture)) {
            fixture.insert(1, "small");
            fixture.awaitMessages("1=small");
            limitRecords(fixture);
            fixture.execute("INSERT INTO rows VALUES (2, 'b'), (3, repeat('x', 5000))");
            fixture.insert(4, "d");
            RowId row = awaitHalt(notifier, "record_too_large", 2);
            assertThat(notifier.streams().get(0).state().message()).contains("(row: " + row + ")");
            assertThat(failure(notifier).remedies())
                    .extracting(Remedy::text)
                    .contains(Remedy.SKIP, Remedy.SKIP_TRANSACTION);
            notifier.skip(stream(notifier), row.commitLsn(), row.ordinal());
            Lsn end = fixture.walEnd();
            await("the slot passes the row", () -> !fixture.confirmedFlush().isBefore(end));
            assertThat(fixture.readAll().stream().distinct()).containsExactlyInAnyOrder("1=small", "2=b", "4=d");
        }
    }

    @Test
    void every_record_of_a_transaction_that_kafka_refuses_is_skipped_on_one_word() throws Exception {
        try (StreamFixture fixture = fixture(16, false);
                CdcNotifier notifier = start(fixture)) {
            fixture.insert(1, "small");
            fixture.awaitMessages("1=small");
            limitRecords(fixture);
            fixture.execute("INSERT INTO rows SELECT i, CASE WHEN i % 2 = 0 THEN 'b' ELSE repeat('x', 5000) END"
                    + " FROM generate_series(2, 9) i");
            fixture.insert(10, "d");
            // Which one is refused first is between the partitions.
            RowId row = awaitStatus(notifier, "a halt", seen -> seen.haltedAt().isPresent())
                    .haltedAt()
                    .orElseThrow();
            assertThat(failure(notifier).reason()).isEqualTo("record_too_large");
            notifier.skipTransaction(stream(notifier), row.commitLsn());
            Lsn end = fixture.walEnd();
            await("the slot passes the rows", () -> !fixture.confirmedFlush().isBefore(end));
            assertThat(fixture.readAll().stream().distinct())
                    .containsExactlyInAnyOrder("1=small", "2=b", "4=b", "6=b", "8=b", "10=d");
            assertThat(meters.get("cdc.rows.skipped").functionCounter().count()).isEqualTo(4);
            assertThat(notifier.streams().get(0).restarts()).as("halts").isEqualTo(1);
        }
    }

    /** From here on the broker knows better than the session. */
    private static void limitRecords(StreamFixture fixture) throws Exception {
        kafka.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, fixture.topic),
                        List.of(new AlterConfigOp(
                                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "2000"),
                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Test
    void a_slot_that_was_moved_during_a_pause_stops_the_stream_until_it_is_resumed_once_more() throws Exception {
        try (StreamFixture fixture = fixture(18, false);
                CdcNotifier notifier = start(fixture)) {
            notifier.pause(stream(notifier));
            awaitState(notifier, "PAUSED");
            fixture.insert(1, "passed over");
            fixture.execute("SELECT pg_replication_slot_advance('" + fixture.slot + "', pg_current_wal_lsn())");
            notifier.resume(stream(notifier));
            assertThat(awaitNeedsOperator(notifier, "slot_moved")).contains("resume the stream");
            notifier.resume(stream(notifier));
            awaitState(notifier, "STREAMING");
            fixture.insert(2, "new");
            fixture.awaitMessages("2=new");
            assertThat(fixture.readAll()).containsExactly("2=new");
        }
    }

    @Test
    void a_slot_that_was_moved_during_a_halt_stops_the_stream_when_it_is_resumed() throws Exception {
        try (StreamFixture fixture = fixture(17, false);
                CdcNotifier notifier = start(fixture)) {
            fixture.insert(1, "poison");
            awaitHalt(notifier, "poison_row", 1);
            fixture.insert(2, "passed over");
            fixture.execute("SELECT pg_replication_slot_advance('" + fixture.slot + "', pg_current_wal_lsn())");
            notifier.resume(stream(notifier));
            assertThat(awaitNeedsOperator(notifier, "slot_moved")).contains("resume the stream");
            notifier.resume(stream(notifier));
            awaitState(notifier, "STREAMING");
            fixture.insert(3, "new");
            fixture.awaitMessages("3=new");
        }
    }

    @Test
    void a_pause_ends_the_wait_for_a_slot_that_is_being_made() throws Exception {
        try (StreamFixture fixture = fixture(16, false);
                Connection open = fixture.pg.connect(fixture.database);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO other VALUES (1)");
            try (CdcNotifier notifier = fixture.start()) {
                for (int i = 0; i < 3; i++) {
                    await("the slot waits", () -> fixture.query("SELECT count(*) FROM pg_stat_activity WHERE query LIKE"
                                    + " '%pg_create_logical_replication_slot%' AND wait_event_type = 'Lock'"
                                    + " AND datname = current_database() AND pid <> pg_backend_pid()")
                            .equals("1"));
                    notifier.pause(stream(notifier));
                    awaitState(notifier, "PAUSED");
                    notifier.resume(stream(notifier));
                }
                StreamStatus status = notifier.streams().get(0);
                assertThat(status.restarts()).isZero();
                assertThat(status.lastFailure()).isNull();
                open.rollback();
                awaitState(notifier, "STREAMING");
                fixture.insert(1, "one");
                fixture.awaitMessages("1=one");
            }
        }
    }

    @Test
    void a_pause_while_kafka_is_away_drains_in_vain_and_what_was_in_flight_arrives_after_it() throws Exception {
        try (KafkaBroker own = KafkaBroker.start();
                StreamFixture fixture = new StreamFixture(PgServers.shared(15), own);
                CdcNotifier notifier = start(fixture)) {
            Lsn before = fixture.confirmedFlush();
            own.stop();
            fixture.insert(1, "one");
            awaitStatus(notifier, "in flight", status -> status.progress().inFlightRecords() > 0);
            notifier.pause(stream(notifier));
            awaitState(notifier, "PAUSED");
            assertThat(notifier.streams().get(0).lag().seconds()).isPositive();
            own.restart();
            assertThat(fixture.readAll()).isEmpty();
            notifier.resume(stream(notifier));
            fixture.awaitMessages("1=one");
            await("the slot follows", () -> fixture.confirmedFlush().isAfter(before));
        }
    }

    @Test
    void the_figures_of_a_stream_are_there() throws Exception {
        try (StreamFixture fixture = fixture(16, false);
                CdcNotifier notifier = start(fixture)) {
            StreamStatus fresh = notifier.streams().get(0);
            assertThat(fresh.activity().checkedAt()).isNotNull();
            assertThat(fresh.activity().messages()).containsExactly(Map.entry(fixture.topic, 0L));
            fixture.execute("INSERT INTO rows VALUES (1, 'a'), (2, 'b')");
            Lsn end = fixture.walEnd();
            await("the slot follows", () -> !fixture.confirmedFlush().isBefore(end));
            StreamStatus status = awaitStatus(notifier, "all is confirmed", seen -> !seen.progress()
                    .confirmed()
                    .isBefore(end));
            assertThat(status.activity().messages()).containsExactly(Map.entry(fixture.topic, 2L));
            assertThat(status.activity().transactions()).isPositive();
            assertThat(status.activity().latency()).isNotNull();
            assertThat(status.activity().confirmedAt()).isNotNull();
            assertThat(status.progress().received()).isGreaterThanOrEqualTo(end);
            assertThat(status.slotSeen()).isNotNull();
            assertThat(meters.get("cdc.messages")
                            .tag("topic", fixture.topic)
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(meters.get("cdc.commit.confirm.latency").timer().count()).isPositive();
            assertThat(meters.get("cdc.lsn.restart").gauge().value()).isPositive();
            assertThat(meters.get("cdc.lsn.wal.end").gauge().value()).isPositive();
            assertThat(meters.get("cdc.lsn.received").gauge().value()).isGreaterThanOrEqualTo(end.value());
            assertThat(meters.get("cdc.checked.timestamp.seconds").gauge().value())
                    .isGreaterThan(1.6e9);
            assertThat(meters.get("cdc.confirmed.timestamp.seconds").gauge().value())
                    .isGreaterThan(1.6e9);
        }
        assertThat(meters.getMeters()).as("meters that are left behind").isEmpty();
    }

    @Test
    void a_stream_of_another_name_is_not_known() throws Exception {
        try (StreamFixture fixture = fixture(16, false);
                CdcNotifier notifier = start(fixture)) {
            assertThatThrownBy(() -> notifier.pause("other"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("no stream is named other; there are " + stream(notifier));
        }
    }

    private static StreamFixture fixture(int major, boolean exactlyOnce) throws Exception {
        StreamFixture fixture = new StreamFixture(PgServers.shared(major), kafka);
        fixture.positionTopic = exactlyOnce ? "positions-" + UUID.randomUUID() : null;
        return fixture;
    }

    private CdcNotifier start(StreamFixture fixture) {
        CdcNotifier notifier =
                CdcNotifier.builder().meters(meters).stream(fixture.settings()).start();
        awaitState(notifier, "STREAMING");
        return notifier;
    }

    private static Failure failure(CdcNotifier notifier) {
        return Objects.requireNonNull(notifier.streams().get(0).state().failure());
    }

    private static String stream(CdcNotifier notifier) {
        return notifier.streams().get(0).stream();
    }

    private static RowId awaitHalt(CdcNotifier notifier, String reason, long seq) {
        StreamStatus status = awaitStatus(notifier, reason + " at row " + seq, seen -> seen.haltedAt()
                .filter(row -> row.ordinal() == seq)
                .isPresent());
        assertThat(status.state().reason()).isEqualTo(reason);
        return status.haltedAt().orElseThrow();
    }

    private static void assertAllOnce(StreamFixture fixture, CdcNotifier notifier, int count) throws Exception {
        Lsn end = fixture.walEnd();
        await("the slot follows", () -> !fixture.confirmedFlush().isBefore(end));
        awaitState(notifier, "STREAMING");
        await(count + " messages", () -> fixture.readAll().size() >= count);
        assertThat(fixture.readAll().stream().map(message -> message.substring(0, message.indexOf('='))))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, count)
                        .mapToObj(Integer::toString)
                        .toList());
    }
}
