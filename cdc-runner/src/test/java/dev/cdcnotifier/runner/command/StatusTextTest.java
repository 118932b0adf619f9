package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.text.Style;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private static final Instant NOW = Instant.parse("2026-11-28T03:12:40Z");

    private static final RemoteStream STREAMING = new RemoteStream(
            "main/a",
            "STREAMING",
            true,
            "",
            "",
            NOW.minusSeconds(11_520),
            0,
            16_900L,
            false,
            0.012,
            100,
            38,
            41.0,
            null);
    private static final RemoteStream HALTED = new RemoteStream(
            "main/slot_b",
            "NEEDS_OPERATOR",
            false,
            "poison_row",
            "a row cannot become a message",
            NOW.plusMillis(20),
            1,
            3_250_000L,
            true,
            0,
            100,
            0,
            null,
            new RemoteStream.Row("16/B374D848", 3));
    private static final RemoteStream MISSING = new RemoteStream(
            "main/c",
            "NEEDS_OPERATOR",
            false,
            "slot_missing",
            "there is no slot. Run: BEGIN; COMMIT;",
            NOW.minusSeconds(9),
            1,
            null,
            false,
            0,
            100,
            0,
            null,
            null);

    @Test
    void a_table_and_below_it_what_is_to_be_done() {
        assertThat(new StatusText(Style.PLAIN).lines(List.of(STREAMING, HALTED, MISSING), NOW))
                .containsExactly(
                        "STREAM       STATE           REASON        LAG         BEHIND  IN FLIGHT  P99    SINCE",
                        "main/a       STREAMING       -             16.5 KiB    12 ms   38         41 ms  3 h 12 min",
                        "main/slot_b  NEEDS_OPERATOR  poison_row    >= 3.1 MiB  -       0          -      now",
                        "main/c       NEEDS_OPERATOR  slot_missing  -           -       0          -      9.0 s",
                        "",
                        "main/slot_b: a row cannot become a message",
                        "  To pass over that row, which is never sent then:",
                        "    cdc-notifier skip --slot main/slot_b --lsn 16/B374D848 --seq 3",
                        "",
                        "main/c: there is no slot.",
                        "  Run:",
                        "    BEGIN;",
                        "    COMMIT;");
    }

    @Test
    void a_name_with_spaces_and_quotes_is_one_word_of_the_command_to_copy() {
        RemoteStream halted = new RemoteStream(
                "prod db's/b",
                "NEEDS_OPERATOR",
                false,
                "poison_row",
                "no",
                NOW,
                1,
                0L,
                false,
                0,
                1,
                0,
                null,
                HALTED.haltedAt());
        assertThat(new StatusText(Style.PLAIN).lines(List.of(halted), NOW))
                .contains("    cdc-notifier skip --slot 'prod db'\\''s/b' --lsn 16/B374D848 --seq 3");
    }

    @Test
    void a_rate_is_known_from_the_second_look_on() {
        Rates rates = new Rates();
        StatusText text = new StatusText(Style.PLAIN, rates);
        rates.add(List.of(STREAMING), 0);
        assertThat(text.lines(List.of(STREAMING), NOW).get(1)).contains(" 12 ms   -       38 ");

        rates.add(List.of(withRows(2_600)), 2_000_000_000L);
        assertThat(text.lines(List.of(STREAMING), NOW).get(1)).contains(" 12 ms   1,250   38 ");
    }

    @Test
    void a_process_that_was_started_anew_has_no_negative_rate() {
        Rates rates = new Rates();
        rates.add(List.of(STREAMING), 0);
        rates.add(List.of(withRows(5)), 1_000_000_000L);
        assertThat(rates.of("main/a")).isEmpty();
    }

    private static RemoteStream withRows(long rows) {
        return new RemoteStream("main/a", "STREAMING", true, "", "", NOW, 0, 0L, false, 0, rows, 0, null, null);
    }
}
