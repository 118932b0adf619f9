package dev.cdcnotifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.Murmur2;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.slot.SlotSettings;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One database with one table, one slot and one topic, all of their own, and what a test wants to do with them. */
final class StreamFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    PgServer pg;
    final KafkaBroker kafka;
    final String database;
    final String topic = "topic-" + UUID.randomUUID();
    final SlotName slot = new SlotName("slot_" + UUID.randomUUID().toString().replace('-', '_'));

    boolean binary = true;
    boolean failoverSlot;
    String pgHost;
    int pgPort;
    String role = PgServer.SUPERUSER;
    Secret password = new Secret("postgres");
    Map<String, String> pgProperties = Map.of();
    Provision provision = Provision.CREATE;
    String bootstrapServers;
    Map<String, String> kafkaProperties = Map.of();
    Duration resendTimeout = Duration.ofSeconds(3);
    int maxRetries = 3;
    Duration statusInterval = Duration.ofSeconds(5);

    @Nullable
    Destination deadLetters;

    /** Delivers exactly once when it is named. */
    @Nullable
    String positionTopic;

    /** Remembers how far the slot was confirmed, unless positions have a topic of their own. */
    String memoryTopic = DeliverySettings.DEFAULT_POSITION_TOPIC;

    int windowRecords = 10_000;

    StreamFixture(PgServer pg, KafkaBroker kafka) throws SQLException {
        this(pg, kafka, "UTF8");
    }

    /** With a database in another encoding. */
    StreamFixture(PgServer pg, KafkaBroker kafka, String encoding) throws SQLException {
        this.pg = pg;
        this.kafka = kafka;
        this.database = "test_" + UUID.randomUUID().toString().replace('-', '_');
        pg.execute(
                PgServer.SUPERUSER,
                "CREATE DATABASE " + database + " TEMPLATE template0 ENCODING '" + encoding + "' LOCALE 'C'");
        this.pgHost = pg.host();
        this.pgPort = pg.port();
        this.bootstrapServers = kafka.bootstrapServers();
        execute("CREATE TABLE rows (id bigint PRIMARY KEY, body text NOT NULL)", "CREATE TABLE other (id bigint)");
        kafka.createTopic(topic, 3);
    }

    SlotSettings settings() {
        return settings(slot);
    }

    SlotSettings settings(SlotName slot) {
        return new SlotSettings(
                "test/" + slot,
                new PgEndpoint(pgHost, pgPort, database, role, password, pgProperties),
                slot,
                List.of(new PublicationSpec(
                        new PublicationName("rows/publication"),
                        List.of(new PublicationSpec.Table(new TableName("public", "rows"), false)))),
                provision,
                provision,
                failoverSlot,
                binary,
                () -> new RowsToTopic(new Destination("main", topic)),
                new DeliverySettings(
                        Map.of("main", kafkaClient()),
                        new Murmur2(),
                        resendTimeout,
                        maxRetries,
                        windowRecords,
                        16 << 20,
                        true,
                        deadLetters,
                        positionTopic == null ? memoryTopic : positionTopic,
                        positionTopic != null),
                Duration.ofMillis(500),
                statusInterval);
    }

    private Map<String, String> kafkaClient() {
        Map<String, String> client = new HashMap<>(kafkaProperties);
        client.put("bootstrap.servers", bootstrapServers);
        return client;
    }

    CdcNotifier start() {
        return CdcNotifier.builder().stream(settings()).start();
    }

    /** Starts, and waits until changes from now on are captured. */
    CdcNotifier startStreaming() {
        CdcNotifier notifier = start();
        awaitState(notifier, "STREAMING");
        return notifier;
    }

    void execute(String... statements) throws SQLException {
        pg.execute(database, statements);
    }

    void insert(long id, String body) throws SQLException {
        execute("INSERT INTO rows VALUES (" + id + ", '" + body + "')");
    }

    /** Reads the topic from its beginning until that many records are there. */
    List<TopicRecord> read(int count) {
        try (TopicReader reader =
                new TopicReader(kafka.directBootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, topic)) {
            return reader.readCount(count, PATIENCE);
        }
    }

    /** Reads the topic from its beginning until every one of these has been seen, repeats or not. */
    void awaitMessages(String... messages) {
        try (TopicReader reader =
                new TopicReader(kafka.directBootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, topic)) {
            reader.readUntil("all messages", PATIENCE, records -> records.stream()
                    .map(StreamFixture::text)
                    .toList()
                    .containsAll(List.of(messages)));
        }
    }

    /** Everything that is in the topic now, as {@code key=value}. */
    List<String> readAll() {
        return TopicReader.readAll(kafka, topic).stream()
                .map(StreamFixture::text)
                .toList();
    }

    static String text(TopicRecord message) {
        return new String(message.key(), StandardCharsets.UTF_8)
                + '='
                + new String(message.value(), StandardCharsets.UTF_8);
    }

    Lsn confirmedFlush() {
        return Lsn.parse(
                query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot + "'"));
    }

    /** A position behind everything committed so far, and behind which something is streamed. */
    Lsn walEnd() throws SQLException {
        execute("SELECT pg_logical_emit_message(true, 'end', '')");
        return Lsn.parse(query("SELECT pg_current_wal_flush_lsn()"));
    }

    String query(String sql) {
        try (Connection connection = pg.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void awaitState(CdcNotifier notifier, String state) {
        awaitStatus(notifier, state, status -> status.state().name().equals(state));
    }

    static StreamStatus awaitStatus(CdcNotifier notifier, String what, Predicate<StreamStatus> condition) {
        AtomicReference<StreamStatus> met =
                new AtomicReference<>(notifier.streams().get(0));
        await(
                what,
                () -> {
                    met.set(notifier.streams().get(0));
                    return condition.test(met.get());
                },
                () -> notifier.streams().toString());
        return met.get();
    }

    static void await(String what, Callable<Boolean> condition) {
        await(what, condition, () -> "");
    }

    /** With more patience than usual: for what is slow by intention. */
    static void await(Duration patience, String what, Callable<Boolean> condition) {
        await(patience, what, condition, () -> "");
    }

    private static void await(String what, Callable<Boolean> condition, Callable<String> seen) {
        await(PATIENCE, what, condition, seen);
    }

    private static void await(Duration patience, String what, Callable<Boolean> condition, Callable<String> seen) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime() - end)
                        .as("waiting for %s, now: %s", what, seen.call())
                        .isNegative();
                LockSupport.parkNanos(5_000_000);
            }
        } catch (Exception e) {
            throw new IllegalStateException("waiting for " + what, e);
        }
    }

    /** Waits until the stream needs an operator for this reason, and returns what it says. */
    static String awaitNeedsOperator(CdcNotifier notifier, String reason) {
        StreamStatus status =
                awaitStatus(notifier, reason, seen -> seen.state().reason().equals(reason));
        assertThat(status.state().name()).isEqualTo("NEEDS_OPERATOR");
        return status.state().message();
    }

    /** The same while rows keep coming, for what is noticed only by who uses it. */
    String insertUntilNeedsOperator(CdcNotifier notifier, String reason) {
        long[] id = {1_000_000};
        StreamStatus stopped = awaitStatus(notifier, reason, status -> {
            try {
                insert(id[0]++, "x");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return status.state().name().equals("NEEDS_OPERATOR")
                    && status.state().reason().contains(reason);
        });
        return stopped.state().message();
    }

    /** Ends every session of the role in the database. */
    void endSessions() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + role
                + "' AND datname = current_database()");
    }

    /** Drops the slot, which would hold the shared server's WAL, and the database. */
    @Override
    public void close() {
        dropSlot(slot);
    }

    /** Drops a slot that is there, as soon as the server has noticed that its session is gone. */
    void dropSlot(SlotName gone) {
        await("slot is free", () -> {
            try {
                execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                        + gone + "'");
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
    }
}
