package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import dev.cdcnotifier.thrift.eventsink.MachineEvent;
import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.lifecycle.MachineLifecycleEvent;
import dev.cdcnotifier.thrift.lifecycle.MachineStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.thrift.TBase;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.TException;

/** A database of its own with engine tables, topics of its own, and what a scenario asks of them. */
final class ProgressorFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CLIENT = "main";

    final PgServer pg;
    final KafkaBroker kafka;
    final String database;
    final String run = UUID.randomUUID().toString().replace('-', '_');
    final String events = "events-" + run;
    final String lifecycle = "lifecycle-" + run;
    String bootstrapServers;
    private final List<ProgressorSimulator> engines = new ArrayList<>();

    ProgressorFixture(PgServer pg, KafkaBroker kafka) throws SQLException {
        this.pg = pg;
        this.kafka = kafka;
        this.database = pg.createDatabase();
        this.bootstrapServers = kafka.bootstrapServers();
    }

    ProgressorFixture withTopics() {
        kafka.createTopic(events, 3);
        kafka.createTopic(lifecycle, 3);
        return this;
    }

    void createTables(String namespace) throws SQLException {
        try (Connection connection = pg.connect(database)) {
            new EngineTables(namespace).create(connection);
        }
    }

    ProgressorSimulator engine(String namespace) throws SQLException {
        ProgressorSimulator engine = new ProgressorSimulator(() -> pg.connect(database), namespace);
        engines.add(engine);
        return engine;
    }

    PgEndpoint endpoint() {
        return new PgEndpoint(pg.host(), pg.port(), database, PgServer.SUPERUSER, new Secret("postgres"), Map.of());
    }

    SlotName slot(int number) {
        return new SlotName("slot" + number + "_" + run);
    }

    ProgressorSlot describe(int number, String... namespaces) {
        return describe(endpoint(), number, namespaces);
    }

    ProgressorSlot describe(PgEndpoint endpoint, int number, String... namespaces) {
        ProgressorSlot slot = ProgressorSlot.named("db/" + slot(number), endpoint, slot(number))
                .kafkaClient(CLIENT, Map.of("bootstrap.servers", bootstrapServers))
                .reconnectTimeout(Duration.ofMillis(300));
        for (String namespace : namespaces) {
            slot.namespace(new NamespaceRoute(namespace, "public", CLIENT, events, lifecycle));
        }
        return slot;
    }

    static CdcNotifier start(ProgressorSlot... slots) {
        CdcNotifier.Builder builder = CdcNotifier.builder();
        for (ProgressorSlot slot : slots) {
            builder.stream(slot.build());
        }
        return builder.start();
    }

    static CdcNotifier startStreaming(ProgressorSlot... slots) {
        CdcNotifier notifier = start(slots);
        await(
                "streaming",
                () -> notifier.streams().stream().allMatch(s -> s.state().ready()),
                notifier);
        return notifier;
    }

    static StreamStatus awaitStream(CdcNotifier notifier, String what, Predicate<StreamStatus> condition) {
        await(what, () -> condition.test(notifier.streams().get(0)), notifier);
        return notifier.streams().get(0);
    }

    static void await(String what, Callable<Boolean> condition, CdcNotifier notifier) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime() - end)
                        .as("waiting for %s, now: %s", what, notifier.streams())
                        .isNegative();
                LockSupport.parkNanos(5_000_000);
            }
        } catch (Exception e) {
            throw new IllegalStateException("waiting for " + what, e);
        }
    }

    /** What the topics tell of one process, events and lifecycle each in order, once that many messages are there. */
    List<String> awaitStory(String namespace, String processId, int messages) {
        try (TopicReader reader =
                new TopicReader(kafka.bootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, events, lifecycle)) {
            List<TopicRecord> records = reader.readUntil(
                    messages + " messages of " + processId,
                    PATIENCE,
                    seen -> story(seen, namespace, processId).size() >= messages);
            return story(records, namespace, processId);
        }
    }

    /** What the topics tell of one process now. */
    List<String> story(String namespace, String processId) {
        return story(TopicReader.readAll(kafka, events, lifecycle), namespace, processId);
    }

    private List<String> story(List<TopicRecord> records, String namespace, String processId) {
        List<String> story = new ArrayList<>();
        List<String> ofEvents = new ArrayList<>();
        for (TopicRecord record : records) {
            String[] told = record.topic().equals(events) ? event(record.value()) : lifecycle(record.value());
            if (told[0].equals(namespace) && told[1].equals(processId)) {
                (record.topic().equals(events) ? ofEvents : story).add(told[2]);
            }
        }
        story.addAll(ofEvents);
        return story;
    }

    private static String[] event(byte[] value) {
        SinkEvent event = new SinkEvent();
        read(event, value);
        MachineEvent machine = event.getEvent();
        return new String[] {machine.getSource_ns(), machine.getSource_id(), "event " + machine.getEvent_id()};
    }

    private static String[] lifecycle(byte[] value) {
        LifecycleEvent event = new LifecycleEvent();
        read(event, value);
        MachineLifecycleEvent machine = event.getData().getMachine();
        String what;
        if (machine.isSetCreated()) {
            what = "created";
        } else if (machine.isSetRemoved()) {
            what = "removed";
        } else {
            MachineStatus status = machine.getStatus_changed().getNew_status();
            what = status.isSetWorking()
                    ? "working"
                    : "failed: " + status.getFailed().getReason();
        }
        return new String[] {event.getMachine_ns(), event.getMachine_id(), what};
    }

    private static void read(TBase<?, ?> target, byte[] value) {
        try {
            new TDeserializer().deserialize(target, value);
        } catch (TException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops the slots, which would hold the shared server's WAL. */
    @Override
    public void close() throws SQLException {
        for (ProgressorSimulator engine : engines) {
            engine.close();
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                pg.execute(
                        database,
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE"
                                + " '%" + run + "'");
                return;
            } catch (SQLException stillActive) {
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
