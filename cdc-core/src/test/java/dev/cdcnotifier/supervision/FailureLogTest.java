package dev.cdcnotifier.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {

    private static final Failure POSTGRES = transientFailure("postgres_unavailable", "the server ended the stream");
    private static final Failure POSTGRES_OTHERWISE = transientFailure("postgres_unavailable", "connection refused");
    private static final Failure KAFKA = transientFailure("kafka_unavailable", "no broker answers");

    private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private long now = 1;
    private final FailureLog log = new FailureLog("db/slot", () -> now);

    @BeforeEach
    void listen() {
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    @Test
    void a_lasting_failure_is_told_once_a_minute_with_its_attempts() {
        for (int second = 0; second < 130; second++) {
            fail(POSTGRES);
            pass(1);
        }
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(2)).contains("attempts=121");
    }

    @Test
    void a_reason_is_told_at_most_once_in_five_seconds_however_its_words_change_and_whatever_comes_between() {
        for (int second = 0; second < 20; second++) {
            fail(second % 2 == 0 ? POSTGRES : POSTGRES_OTHERWISE);
            fail(KAFKA);
            pass(1);
        }
        assertThat(lines().stream().filter(line -> line.contains("postgres_unavailable")))
                .hasSize(4);
        assertThat(lines().stream().filter(line -> line.contains("kafka_unavailable")))
                .hasSize(4);
    }

    @Test
    void a_failure_after_a_recovery_is_told_again_but_not_within_five_seconds() {
        fail(POSTGRES);
        recover();
        fail(POSTGRES);
        assertThat(lines().stream().filter(line -> line.contains("failed"))).hasSize(1);
        recover();
        fail(POSTGRES);
        assertThat(lines().stream().filter(line -> line.contains("failed"))).hasSize(2);
    }

    @Test
    void a_failure_that_was_too_soon_to_be_told_is_told_with_its_next_attempt_after_five_seconds() {
        fail(POSTGRES);
        recover();
        fail(POSTGRES);
        pass(1);
        fail(POSTGRES);
        pass(1);
        fail(POSTGRES);
        pass(1);
        fail(POSTGRES);
        assertThat(lines().stream().filter(line -> line.contains("failed")).toList())
                .hasSize(2)
                .last()
                .asString()
                .contains("attempts=3");
    }

    @Test
    void what_stops_for_good_is_always_told() {
        fail(POSTGRES);
        fail(new Failure(FailureKind.HALT, POSTGRES.reason(), POSTGRES.message()));
        assertThat(lines()).hasSize(2);
    }

    @Test
    void what_stops_for_good_once_more_after_an_operators_word_is_told_once_more() {
        Failure halt = new Failure(FailureKind.HALT, POSTGRES.reason(), POSTGRES.message());
        fail(halt);
        log.forget();
        fail(halt);
        assertThat(lines()).hasSize(2);
    }

    @Test
    void attempts_count_up_while_none_gets_further_however_long_each_of_them_works() {
        for (int attempt = 0; attempt < 20; attempt++) {
            fail(POSTGRES);
            work(6);
        }
        fail(POSTGRES);
        assertThat(failures()).hasSizeBetween(2, 4).last().asString().contains("no progress since");
        assertThat(lines()).filteredOn(line -> line.contains("streaming again")).hasSizeLessThanOrEqualTo(1);
        pass(60);
        fail(POSTGRES);
        assertThat(failures()).last().asString().contains("attempts=22");
    }

    @Test
    void an_attempt_that_gets_further_begins_the_count_again() {
        fail(POSTGRES);
        work(6);
        fail(POSTGRES);
        log.progressed();
        work(6);
        pass(60);
        fail(POSTGRES);
        assertThat(failures()).last().asString().contains("attempts=1").doesNotContain("no progress");
    }

    @Test
    void a_quiet_stream_recovers_although_there_is_nothing_to_get_further_with() {
        fail(POSTGRES);
        work(3);
        assertThat(lines()).last().asString().contains("streaming again");
    }

    private List<String> failures() {
        return lines().stream().filter(line -> line.contains("failed")).toList();
    }

    private void work(int seconds) {
        for (int second = 0; second <= seconds; second++) {
            log.working();
            pass(1);
        }
    }

    private void recover() {
        log.progressed();
        log.working();
        pass(3);
        log.working();
    }

    private void fail(Failure failure) {
        log.failed(failure, new IllegalStateException(failure.message()));
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Failure transientFailure(String reason, String message) {
        return new Failure(FailureKind.TRANSIENT, reason, message);
    }
}
