package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.TestkitException;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ErlangTermWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a row works with: one running lane under load. One thread. */
public final class RowWorld {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * A machine with few and busy cores may take twice a limit that is short: most of that is connecting, planning and
     * compiling, which it does at half the speed. Limits of {@link #LONG} and more hold as they are: they are made of
     * timeouts.
     */
    private static final int BUSY_MACHINE = 2;

    private static final Duration LONG = Duration.ofSeconds(10);

    /** The reconnect-timeout of the harness's runners. */
    public static final Duration RECONNECT = Duration.ofSeconds(1);

    /** After Kafka was away for less than the delivery deadline. */
    public static final Duration KAFKA_BACK = Duration.ofSeconds(3);

    /** A fault that nobody tells of: of the publication, a table, a topic, a connection that is half-open. */
    public static final Duration NOTICED = Duration.ofSeconds(30);

    /** Two failed sessions and one that works, where the catalogue has no limit. */
    public static final Duration BACK = Duration.ofSeconds(10);

    private static final Pattern RESTARTS = Pattern.compile("\"restarts\"\\s*:\\s*(\\d+)");

    /** A payload that can be read, as SQL. */
    static final String GOOD_PAYLOAD = "'\\x" + HexFormat.of().formatHex(ErlangTermWriter.write("good")) + "'::bytea";

    private final World world;
    private final Consumer<String> progress;

    RowWorld(World world, Consumer<String> progress) {
        this.world = world;
        this.progress = progress;
    }

    /** Servers, proxies, checker, load. */
    public World world() {
        return world;
    }

    /** The runner. */
    public Lane runner() {
        return world.lanes().get(0);
    }

    /** Returns when the runner says that its stream is in this state for this reason. */
    public void expectState(String state, String reason) {
        expectState(runner(), state, reason);
    }

    /** Returns when this runner says that one of its streams is in this state for this reason. */
    public static void expectState(Lane runner, String state, String reason) {
        String[] last = {""};
        try {
            Await.until("state " + state + " because of " + reason, PATIENCE, () -> {
                last[0] = runner.streams();
                return last[0].contains("\"state\":\"" + state + "\",")
                        && last[0].contains("\"reason\":\"" + reason + "\",");
            });
        } catch (TestkitException e) {
            throw new AssertionError("not " + state + " because of " + reason + "; it says " + last[0], e);
        }
    }

    /** Whether the runner has said this in its log, over all its lives. */
    public boolean logged(String text) throws IOException {
        return logCount(text) > 0;
    }

    /** In how many lines the runner has said this in its log, over all its lives. */
    public long logCount(String text) throws IOException {
        try (Stream<String> lines = Files.lines(runner().log())) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /** The process that streams from the runner's slot; empty when nobody does. */
    public String walsender() throws SQLException {
        return ask(
                "SELECT active_pid FROM pg_replication_slots WHERE active AND slot_name = '" + runner().name() + "'");
    }

    /** How long ago the runner last told the server how far it is; zero when nobody streams. */
    public Duration replyAge() throws SQLException {
        String millis = ask("SELECT ceil(extract(epoch FROM clock_timestamp() - reply_time) * 1000)"
                + " FROM pg_stat_replication WHERE reply_time IS NOT NULL AND pid = (SELECT active_pid"
                + " FROM pg_replication_slots WHERE slot_name = '" + runner().name() + "')");
        return Duration.ofMillis(millis.isEmpty() ? 0 : Long.parseLong(millis));
    }

    /** How long ago this was, from {@link System#nanoTime}. */
    public static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Returns how long it took until something is delivered that is committed from now on. */
    public Duration awaitRecovery() throws Exception {
        return awaitRecovery(PATIENCE);
    }

    /** As {@link #awaitRecovery()}, where a server has long work to do before. */
    public Duration awaitRecovery(Duration patience) throws Exception {
        long from = System.nanoTime();
        require(
                world.checker().awaitDelivered(runner().name(), world.walPosition(), patience),
                "nothing is delivered any more");
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /** Tells what was measured. */
    public void saw(String what) {
        progress.accept("  saw: " + what);
    }

    /** Tells how long something took, and fails the row when that is more than the limit on a busy machine. */
    public void within(String what, Duration limit, Duration seen) {
        saw(what + " after " + seen.toMillis() + " ms, limit " + limit.toMillis() + " ms");
        require(
                seen.compareTo(limit.compareTo(LONG) < 0 ? limit.multipliedBy(BUSY_MACHINE) : limit) <= 0,
                what + " took " + seen.toMillis() + " ms, and the limit is " + limit.toMillis() + " ms");
    }

    /** Runs statements past the proxy, each in a transaction of its own. */
    public void sql(String... statements) throws SQLException {
        try (Connection connection = world.connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /** The first column of a query's only row, as text; empty when there is no row or it is null. */
    public String ask(String question) throws SQLException {
        try (Connection connection = world.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            String answer = row.next() ? row.getString(1) : null;
            return answer == null ? "" : answer;
        }
    }

    /** SQL with <code>{processes}</code> and the other tables, and <code>{publication}</code>, by their quoted names. */
    public String named(String template) {
        EngineTables tables = new EngineTables(runner().name());
        return template.replace("{processes}", tables.table("processes"))
                .replace("{tasks}", tables.table("tasks"))
                .replace("{events}", tables.table("events"))
                .replace("{publication}", '"' + runner().name() + '"');
    }

    /** Commits these statements together; they make so many messages. */
    public void write(int messages, String... statements) throws SQLException {
        sql(named("BEGIN; " + String.join("; ", statements) + "; COMMIT"));
        world.workload().wrote(runner().name(), messages);
    }

    /** A statement that adds an event to a process, of these SQL expressions. */
    public static String event(String process, int eventId, String timestamp, String metadata, String payload) {
        return "WITH task AS (INSERT INTO {tasks} (process_id, task_type, status, scheduled_time) VALUES ('" + process
                + "', 'call', 'finished', now()) RETURNING task_id)"
                + " INSERT INTO {events} (process_id, task_id, event_id, timestamp, metadata, payload) SELECT '"
                + process + "', task_id, " + eventId + ", " + timestamp + ", " + metadata + ", " + payload
                + " FROM task";
    }

    /** A payload that can be read, as SQL. */
    public static String payload() {
        return GOOD_PAYLOAD;
    }

    /** A statement that adds an ordinary event to a process. */
    public static String event(String process, int eventId) {
        return event(process, eventId, "now()", "NULL", GOOD_PAYLOAD);
    }

    /** A statement that adds a process. */
    public static String process(String id) {
        return "INSERT INTO {processes} (process_id, status, previous_status) VALUES ('" + id + "', 'init', 'init')";
    }

    /** Where the runner's slot is confirmed, as text; empty when there is no slot. */
    public String confirmed() throws SQLException {
        return ask("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + runner().name() + "'");
    }

    /** Returns when something has been written since. */
    public void awaitCommits() throws SQLException {
        long position = world.walPosition();
        Await.until("something to be written", PATIENCE, () -> world.walPosition() > position + 1_000);
    }

    /** Returns when everything is delivered that was committed before. */
    public void awaitQuiet() throws InterruptedException {
        require(world.checker().awaitQuiet(PATIENCE), "not everything is delivered");
    }

    /** Returns when so many more attempts have failed than now: whatever the process does by itself, it has done. */
    public void awaitAttempts(int attempts) throws Exception {
        long before = restarts();
        Await.until(attempts + " more attempts", PATIENCE, () -> restarts() >= before + attempts);
    }

    /** How many attempts of the runner's stream have failed in this life of it. */
    public long restarts() throws Exception {
        String streams = runner().streams();
        Matcher count = RESTARTS.matcher(streams);
        require(count.find(), "no restarts in " + streams);
        return Long.parseLong(count.group(1));
    }

    /** Fails unless what the runner says of its stream contains the text. */
    public void expectMessage(String text) throws Exception {
        String streams = runner().streams();
        require(streams.contains(text), "no \"" + text + "\" in " + streams);
    }

    /** Everything the runner has printed, in all its lives. */
    public String log() throws IOException {
        return Files.readString(runner().log());
    }

    /** Ends the runner in order; {@code runner().start()} starts it again. */
    public void stopRunner() {
        runner().signal("TERM");
        require(runner().awaitExit(PATIENCE), "the runner does not end");
    }

    /** How many records were repeats so far. */
    public long repeats() {
        return world.checker().counts().repeats();
    }

    /** Fails the row, with what was seen, unless the condition holds. */
    public static void require(boolean condition, String seen) {
        if (!condition) {
            throw new AssertionError(seen);
        }
    }
}
