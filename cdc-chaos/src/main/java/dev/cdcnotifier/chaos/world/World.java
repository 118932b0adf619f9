package dev.cdcnotifier.chaos.world;

import dev.cdcnotifier.chaos.oracle.Checker;
import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.oracle.Findings;
import dev.cdcnotifier.chaos.oracle.WalOracle;
import dev.cdcnotifier.testkit.FaultyProxy;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.KafkaCluster;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicReader.Isolation;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, Kafka, proxies before both, one runner per lane (not started), their load, and the checker. Everything is
 * gone when it is closed or the JVM ends in whatever way.
 */
public final class World implements AutoCloseable {

    /** What is streamed from. */
    public static final String DATABASE = "chaos";

    private static final int PARTITIONS = 3;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<String, FaultyProxy> ways = new HashMap<>();
    private final Findings findings = new Findings();
    private volatile PgServer postgres;
    private final @Nullable KafkaBroker kafka;
    private final @Nullable KafkaCluster cluster;
    private final FaultyProxy postgresProxy;
    private final FaultyProxy kafkaProxy;
    private final Checker checker;
    private final Workload workload;
    private final RunnerConfiguration configuration;

    /**
     * Starts the servers and the checker.
     *
     * @param major version of PostgreSQL
     * @param laneCount how many runners there are to be
     * @param rate transactions per second and lane
     * @param exactlyOnce which runners, numbered from 0 on, deliver exactly once
     * @param clustered with three brokers, and no proxy before them, in place of one
     */
    public World(int major, int laneCount, double rate, long seed, IntPredicate exactlyOnce, boolean clustered)
            throws SQLException {
        try {
            postgres = keep(PgServer.builder(major)
                    .durable()
                    .setting("max_prepared_transactions", "10")
                    .setting("max_connections", String.valueOf(40 + laneCount * 12))
                    .setting("max_replication_slots", String.valueOf(10 + laneCount))
                    .setting("max_wal_senders", String.valueOf(10 + laneCount))
                    .start());
            KafkaBroker.Builder broker = KafkaBroker.builder().ownProcess();
            kafkaProxy = keep(FaultyProxy.to("127.0.0.1", broker.port()));
            kafka = clustered
                    ? null
                    : keep(broker.advertisedPort(kafkaProxy.port()).start());
            cluster = clustered ? keep(KafkaCluster.start()) : null;
            postgresProxy = keep(FaultyProxy.to(postgres.host(), postgres.port()));
            List<String> names = prepare(laneCount);
            checker = keep(new Checker(findings, this::connect, directBootstrapServers(), names, exactlyOnce));
            configuration = new RunnerConfiguration(
                    postgresProxy.port(), cluster == null ? kafka().bootstrapServers() : cluster.bootstrapServers());
            for (int i = 0; i < laneCount; i++) {
                lanes.add(keep(new Lane(names.get(i), exactlyOnce.test(i), configuration)));
            }
            workload = keep(new Workload(this, rate, seed));
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private synchronized <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private List<String> prepare(int laneCount) throws SQLException {
        postgres.createDatabase(DATABASE);
        postgres.createDatabase(Noise.OTHER_DATABASE);
        List<String> names = new ArrayList<>();
        List<String> published = new ArrayList<>();
        try (Connection connection = connect()) {
            for (int i = 1; i <= laneCount; i++) {
                String name = "lane" + i;
                EngineTables tables = new EngineTables(name);
                tables.create(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("ALTER TABLE " + tables.table("processes") + " REPLICA IDENTITY FULL");
                }
                published.add(tables.table("processes"));
                published.add(tables.table("events"));
                createTopic(Expected.eventTopic(name));
                createTopic(Expected.lifecycleTopic(name));
                names.add(name);
            }
            WalOracle.create(connection, published);
        }
        Noise.prepare(this);
        return names;
    }

    private void createTopic(String topic) {
        if (cluster == null) {
            kafka().createTopic(topic, PARTITIONS);
        } else {
            cluster.createTopic(topic, PARTITIONS);
        }
    }

    private String directBootstrapServers() {
        return cluster == null ? kafka().directBootstrapServers() : cluster.directBootstrapServers();
    }

    /** Every record that the lanes' topics hold, also of transactions that were aborted. */
    public List<TopicRecord> readAll(Duration atMost) {
        String[] topics = lanes.stream()
                .map(Lane::name)
                .flatMap(name -> Stream.of(Expected.eventTopic(name), Expected.lifecycleTopic(name)))
                .toArray(String[]::new);
        try (TopicReader reader = new TopicReader(directBootstrapServers(), Isolation.READ_UNCOMMITTED, topics)) {
            return reader.readToEnd(atMost);
        }
    }

    /** A connection past the proxy. */
    public Connection connect() throws SQLException {
        return postgres.connect(DATABASE);
    }

    /** Starts every runner, and then the load. */
    public void startAll() throws SQLException {
        lanes.forEach(Lane::start);
        lanes.forEach(lane -> lane.awaitStreaming(Duration.ofSeconds(90)));
        workload.start();
    }

    /** A lane's own way to PostgreSQL, made at the first call: from the lane's next start. Closed with the world. */
    public synchronized FaultyProxy wayOf(Lane lane) {
        return ways.computeIfAbsent(lane.name(), name -> {
            FaultyProxy way = keep(FaultyProxy.to(postgres.host(), postgres.port()));
            lane.configure("cdc-notifier.databases.db.port = " + way.port());
            return way;
        });
    }

    /** A standby of the server, which can take its place; version 17 or newer. Closed with the world. */
    public PgServer standby() {
        return keep(PgServer.standbyOf(postgres));
    }

    /** Promotes the standby of a server that is dead: from now on it is the one that everybody reaches. */
    public void failOver(PgServer standby) throws SQLException {
        standby.promote();
        postgres = standby;
        postgresProxy.retarget(standby.host(), standby.port());
        postgresProxy.cutAll();
    }

    /** Executes a statement past the proxy. */
    public void execute(String sql) throws SQLException {
        postgres.execute(DATABASE, sql);
    }

    /** The number a query answers. */
    public long count(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Where the log ends now. */
    public long walPosition() throws SQLException {
        return count("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    /** The database server. */
    public PgServer postgres() {
        return postgres;
    }

    /** The broker, in a world of one. */
    public KafkaBroker kafka() {
        return Objects.requireNonNull(kafka, "this world has a cluster");
    }

    /** The brokers, in a world of three. */
    public KafkaCluster cluster() {
        return Objects.requireNonNull(cluster, "this world has a single broker");
    }

    /** Between the runners and PostgreSQL. */
    public FaultyProxy postgresProxy() {
        return postgresProxy;
    }

    /** Between the runners and Kafka. */
    public FaultyProxy kafkaProxy() {
        return kafkaProxy;
    }

    /** The runners. */
    public List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    /** Another runner for a lane's slot and namespace, not started. */
    public Lane twin(Lane lane) {
        return keep(new Lane(lane.name(), lane.isExactlyOnce(), configuration));
    }

    /** Who watches. */
    public Checker checker() {
        return checker;
    }

    /** What it found. */
    public Findings findings() {
        return findings;
    }

    /** What is committed meanwhile. */
    public Workload workload() {
        return workload;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                findings.add(Findings.Invariant.HARNESS, "a part did not close: " + e);
            }
        }
    }
}
