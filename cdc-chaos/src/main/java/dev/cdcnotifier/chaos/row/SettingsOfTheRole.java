package dev.cdcnotifier.chaos.row;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** P17. */
final class SettingsOfTheRole implements Row {

    private static final String ROLE = "chaos_badly_set";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 20_000;

    /** What would end a session, or change what is in the messages. */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("statement_timeout", "1ms"),
            Map.entry("lock_timeout", "1ms"),
            Map.entry("idle_in_transaction_session_timeout", "1ms"),
            Map.entry("idle_session_timeout", "1ms"),
            Map.entry("wal_sender_timeout", "1ms"),
            Map.entry("tcp_user_timeout", "1ms"),
            Map.entry("default_transaction_read_only", "on"),
            Map.entry("default_transaction_isolation", "serializable"),
            Map.entry("DateStyle", "German"),
            Map.entry("TimeZone", "Asia/Kathmandu"),
            Map.entry("IntervalStyle", "sql_standard"),
            Map.entry("bytea_output", "escape"),
            Map.entry("extra_float_digits", "-15"),
            Map.entry("client_encoding", "LATIN1"),
            Map.entry("client_min_messages", "error"),
            Map.entry("search_path", "nowhere"),
            Map.entry("standard_conforming_strings", "off")));

    @Override
    public String id() {
        return "P17";
    }

    @Override
    public String claim() {
        return "timeouts of a millisecond, read-only transactions and odd formats of the role; one session streams on through a"
                + " long transaction, and every message is as before";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        rows.sql("CREATE ROLE " + ROLE + " SUPERUSER LOGIN");
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            rows.sql("ALTER ROLE " + ROLE + " SET " + setting.getKey() + " = '" + setting.getValue() + '\'');
        }
        for (String newer : List.of("transaction_timeout")) {
            if (!rows.ask("SELECT name FROM pg_settings WHERE name = '" + newer + '\'')
                    .isEmpty()) {
                rows.sql("ALTER ROLE " + ROLE + " SET " + newer + " = '1ms'");
            }
        }
        rows.stopRunner();
        rows.runner().configure(text -> text.replace("username = \"postgres\"", "username = \"" + ROLE + "\""));
        rows.runner().start();
        rows.runner().awaitStreaming(PATIENCE);
        String walsender = rows.walsender();
        rows.write(
                ROWS,
                "INSERT INTO {processes} (process_id, status, previous_status) SELECT 'long' || i, 'init', 'init'"
                        + " FROM generate_series(1, " + ROWS + ") i");
        rows.awaitRecovery();
        RowWorld.require(rows.walsender().equals(walsender), "the session was ended");
        rows.saw("one session for " + ROWS + " rows as " + rows.ask("SELECT usename FROM pg_stat_replication LIMIT 1"));
    }
}
