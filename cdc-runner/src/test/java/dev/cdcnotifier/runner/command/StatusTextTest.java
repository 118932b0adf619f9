package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.text.Style;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private static final Instant NOW = Instant.parse("2026-11-28T03:12:40Z");

    private static final RemoteStream.More MORE = new RemoteStream.More(
            "slot_b",
            facts(),
            List.of(
                    Remedy.action(Remedy.RESUME).to("try again"),
                    Remedy.action(Remedy.SKIP).to("give it up"),
                    Remedy.action(Remedy.SKIP_TRANSACTION).to("give all up")),
            "runbooks/poison-row.md",
            Map.of("confirmedLsn", "16/B3740000", "retainedBytes", 4_096));

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
            null,
            RemoteStream.More.NONE);
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
            new RemoteStream.Row("16/B374D848", 3),
            MORE);
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
            null,
            new RemoteStream.More("c", Map.of(), List.of(), "runbooks/stopped-streams.md#slot_missing", Map.of()));

    @Test
    void a_table_and_below_it_what_is_to_be_done() {
        assertThat(text("-c", "my cdc.conf").lines(List.of(STREAMING, HALTED, MISSING), NOW))
                .containsExactly(
                        "STREAM       STATE           REASON        LAG         BEHIND  IN FLIGHT  P99    SINCE",
                        "main/a       STREAMING       -             16.5 KiB    12 ms   38         41 ms  3 h 12 min",
                        "main/slot_b  NEEDS_OPERATOR  poison_row    >= 3.1 MiB  -       0          -      now",
                        "main/c       NEEDS_OPERATOR  slot_missing  -           -       0          -      9.0 s",
                        "",
                        "main/slot_b: a row cannot become a message",
                        "  process_id  p 1",
                        "  seq         3",
                        "  To try again:",
                        "    /opt/cdc/bin/cdc-notifier resume main/slot_b -c 'my cdc.conf'",
                        "  To give it up:",
                        "    /opt/cdc/bin/cdc-notifier skip main/slot_b -c 'my cdc.conf' --lsn 16/B374D848 --seq 3",
                        "  To give all up:",
                        "    /opt/cdc/bin/cdc-notifier skip main/slot_b -c 'my cdc.conf' --lsn 16/B374D848 --transaction",
                        "  Runbook: http://h:1/runbooks/poison-row.md",
                        "",
                        "main/c: there is no slot.",
                        "  Run:",
                        "    BEGIN;",
                        "    COMMIT;",
                        "  Runbook: http://h:1/runbooks/stopped-streams.md#slot_missing");
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
                HALTED.haltedAt(),
                HALTED.more());
        assertThat(text("-c", "my cdc.conf").lines(List.of(halted), NOW))
                .contains(
                        "    /opt/cdc/bin/cdc-notifier skip 'prod db'\\''s/b' -c 'my cdc.conf' --lsn 16/B374D848 --seq 3");
    }

    @Test
    void a_rate_is_known_from_the_second_look_on() {
        Rates rates = new Rates();
        StatusText text = text().with(rates);
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
        return new RemoteStream(
                "main/a", "STREAMING", true, "", "", NOW, 0, 0L, false, 0, rows, 0, null, null, RemoteStream.More.NONE);
    }

    @Test
    void wide_has_more_columns() {
        assertThat(text().wide(true).lines(List.of(HALTED), NOW).get(0))
                .endsWith("SINCE  FAILURES  ROWS  CONFIRMED    WAL HELD  DELIVERY  DATABASE");
        assertThat(text().wide(true).lines(List.of(HALTED), NOW).get(1))
                .endsWith("now    1         100   16/B3740000  4.0 KiB   -         -");
    }

    private static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("process_id", "p 1");
        facts.put("seq", "3");
        return facts;
    }

    private static StatusText text(String... again) {
        Program program = new Program(Map.of("CDC_NOTIFIER_COMMAND", "/opt/cdc/bin/cdc-notifier"));
        return new StatusText(Style.PLAIN, new Pasting(program, "http://h:1", List.of(again)));
    }
}
