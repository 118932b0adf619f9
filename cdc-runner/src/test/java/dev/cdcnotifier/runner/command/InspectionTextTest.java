package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.runner.text.Json;
import dev.cdcnotifier.runner.text.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTextTest {

    private static final Inspection MIXED = new Inspection(
            "db/slot",
            List.of(new Inspection.System(
                    "PostgreSQL u@h:1/d",
                    List.of(
                            Precondition.ok("connection", "u@h:1/d"),
                            Precondition.failed(
                                    "wal_level",
                                    "replica",
                                    "wal_level",
                                    "wal_level is replica, a replication slot needs logical; the server must be restarted"
                                            + " after the change",
                                    Remedy.serverSetting("wal_level", "'logical'")),
                            Precondition.warning("TLS", "plain text", "postgres_tls", "rows can be read", List.of()),
                            Precondition.pending(
                                    "slot s",
                                    "is made at the start",
                                    "it begins then",
                                    List.of(Remedy.sql("SELECT 1;"))),
                            Precondition.skipped("a", "no reason"),
                            Precondition.skipped("b", "no reason"),
                            Precondition.skipped("c", "no reason"),
                            Precondition.skipped("d", "another reason")))));

    @Test
    void below_each_fault_stands_what_it_means_and_what_mends_it() {
        assertThat(InspectionText.lines(MIXED, Style.PLAIN))
                .containsExactly(
                        """
                        Stream db/slot

                          PostgreSQL u@h:1/d
                          what        state    found
                          connection  ok       u@h:1/d
                          wal_level   FAIL     replica
                                wal_level is replica, a replication slot needs logical; the server must be restarted after the
                                change
                                run in psql, in any database of the server, as a superuser:
                                  ALTER SYSTEM SET wal_level = 'logical';
                                run in a shell:
                                  pg_ctl restart -D "$PGDATA"    # or as your system restarts PostgreSQL
                          TLS         warn     plain text
                                rows can be read
                          slot s      pending  is made at the start
                                it begins then
                          a … (3)     skipped  no reason
                          d           skipped  another reason
                        """
                                .split("\n"));
    }

    @Test
    void the_summary_counts_each_state() {
        assertThat(InspectionText.summary(List.of(MIXED), Style.PLAIN))
                .isEqualTo(
                        "1 stream: 1 ok, 1 pending, 1 warn, 1 FAIL, 4 skipped. Mend what failed from the top, then check"
                                + " again: more may show.");
        Inspection good = new Inspection(
                "db/slot", List.of(new Inspection.System("x", List.of(Precondition.ok("connection", "")))));
        assertThat(InspectionText.summary(List.of(good, good), Style.PLAIN))
                .isEqualTo("2 streams: 2 ok. Everything that is needed holds.");
    }

    @Test
    void json_tells_all_that_was_looked_at() {
        assertThat(Json.write(InspectionText.json(List.of(MIXED))))
                .startsWith("{\"holds\":false,\"streams\":[{\"stream\":\"db/slot\",\"holds\":false,\"systems\":[")
                .contains("{\"name\":\"wal_level\",\"state\":\"failed\",\"found\":\"replica\",\"reason\":\"wal_level\"")
                .contains("\"kind\":\"sql\"")
                .contains("{\"name\":\"b\",\"state\":\"skipped\",\"found\":\"no reason\"");
    }
}
