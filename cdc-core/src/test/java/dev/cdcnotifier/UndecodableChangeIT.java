package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A change that the server cannot send stops the stream, which can go on behind its transaction. */
@Timeout(300)
class UndecodableChangeIT {

    private static KafkaBroker kafka;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaBroker.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    /** Bytes that mean no character, in each version and delivery. */
    static Stream<Arguments> cases() {
        return PgServer.versions().stream()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, "SQL_ASCII", "a\\xff", version % 2 == 0),
                        Arguments.of(version, "WIN1251", "a\\x98", version % 2 == 1)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_change_that_cannot_be_sent_stops_the_stream_at_the_third_attempt_and_its_transaction_can_be_skipped(
            int version, String encoding, String bytes, boolean exactlyOnce) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(version), kafka, encoding)) {
            fixture.binary = exactlyOnce;
            if (exactlyOnce) {
                fixture.positionTopic = "positions-" + fixture.slot;
            }
            Lsn commit;
            try (CdcNotifier notifier = fixture.startStreaming()) {
                fixture.insert(1, "before");
                fixture.execute("INSERT INTO rows VALUES (2, 'good'), (3, E'" + bytes + "'), (4, 'behind')");
                fixture.insert(5, "after");
                StreamStatus stopped = awaitHalt(notifier);
                assertThat(stopped.restarts()).isEqualTo(3);
                Failure failure = Objects.requireNonNull(stopped.state().failure());
                assertThat(failure.facts())
                        .containsEntry("table", "public.rows")
                        .containsKey("change_lsn");
                assertThat(failure.remedies()).extracting(Remedy::text).contains(Remedy.SKIP_TRANSACTION);
                assertThat(fixture.readAll()).contains("1=before").doesNotContain("5=after");
                commit = Lsn.parse(Objects.requireNonNull(failure.facts().get("commit_lsn")));
                notifier.skipTransaction(stopped.stream(), commit);
                fixture.awaitMessages("1=before", "5=after");
                awaitStatus(notifier, "STREAMING behind it", status -> fixture.confirmedFlush()
                        .isAfter(commit));
            }
            try (CdcNotifier restarted = fixture.startStreaming()) {
                fixture.insert(6, "next");
                fixture.awaitMessages("6=next");
                assertThat(restarted.streams().get(0).restarts()).isZero();
            }
            assertThat(fixture.readAll().stream().distinct())
                    .containsExactlyInAnyOrder("1=before", "2=good", "5=after", "6=next");
            assertThat(exactlyOnce ? fixture.readAll() : List.of()).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void the_check_warns_of_an_encoding_that_is_not_utf8(String encoding) throws Exception {
        try (StreamFixture fixture = new StreamFixture(PgServers.shared(17), kafka, encoding);
                Preflight preflight = new Preflight()) {
            assertThat(preflight.look(fixture.settings(), system -> {}).preconditions())
                    .filteredOn(one -> one.name().equals("encoding"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.state())
                            .isEqualTo(encoding.equals("UTF8") ? Precondition.State.OK : Precondition.State.WARNING));
        }
    }

    static Stream<String> encodings() {
        return Stream.of("UTF8", "SQL_ASCII", "WIN1251");
    }

    private static StreamStatus awaitHalt(CdcNotifier notifier) {
        StreamStatus stopped = awaitStatus(
                notifier,
                "a halt",
                status -> status.state() instanceof WorkerState.NeedsOperator needs && !needs.resumesByItself());
        assertThat(stopped.state().reason()).isEqualTo("undecodable_change");
        return stopped;
    }
}
