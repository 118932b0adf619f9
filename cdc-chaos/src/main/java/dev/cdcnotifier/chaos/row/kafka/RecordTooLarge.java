package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.chaos.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** K10 and K11. */
final class RecordTooLarge implements Row {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int SMALL = 20_000;
    private static final int LARGE = 1_000_000;
    private static final int RECORD = 30_000;

    private final boolean forClient;

    RecordTooLarge(boolean forClient) {
        this.forClient = forClient;
    }

    @Override
    public String id() {
        return forClient ? "K10" : "K11";
    }

    @Override
    public String claim() {
        return "a record is too large for " + (forClient ? "the client" : "the broker")
                + "; the stream stops there, nothing past it is confirmed, and it goes on when the limit is raised";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        lower(rows);
        insertLargeRow(rows);
        long end = rows.world().walPosition();
        rows.expectState("NEEDS_OPERATOR", forClient ? "poison_row" : "record_too_large");
        String streams = rows.runner().streams();
        require(
                streams.contains("max.message.bytes") && streams.contains("max.request.size"),
                "the message does not say what to raise: " + streams);
        require(!streams.contains("xxx"), "the message holds the row's content");
        long confirmed = Long.parseLong(rows.ask(
                "SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots WHERE slot_name = 'lane1'"));
        require(confirmed < end, "confirmed past the record");

        rows.runner().signal("TERM");
        require(rows.runner().awaitExit(STOP), "did not stop");
        raise(rows);
        rows.runner().start();
        Duration back = rows.awaitRecovery();
        rows.saw("back " + back.toMillis() + " ms after the restart");
        require(
                rows.world().checker().awaitDelivered(rows.runner().name(), end, STOP),
                "the large record is not delivered");
    }

    private void lower(RowWorld rows) throws Exception {
        if (forClient) {
            rows.runner().signal("TERM");
            require(rows.runner().awaitExit(STOP), "did not stop");
            clientLimit(rows, SMALL);
            rows.runner().start();
            rows.awaitRecovery();
        } else {
            // Behind the back of a session that knows the old limit.
            topicLimit(rows, SMALL);
        }
    }

    private void raise(RowWorld rows) throws Exception {
        if (forClient) {
            clientLimit(rows, LARGE);
        } else {
            topicLimit(rows, LARGE);
        }
    }

    private static void clientLimit(RowWorld rows, int bytes) {
        rows.runner().configure("cdc-notifier.kafka-clients.kafka { max.request.size = " + bytes + " }");
    }

    private static void topicLimit(RowWorld rows, int bytes) throws Exception {
        ConfigResource topic = new ConfigResource(
                ConfigResource.Type.TOPIC, Expected.lifecycleTopic(rows.runner().name()));
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        rows.world()
                .kafka()
                .admin()
                .incrementalAlterConfigs(Map.of(topic, List.of(limit)))
                .all()
                .get();
    }

    /** A process that fails for a long reason: two messages, and the second is large. */
    private static void insertLargeRow(RowWorld rows) throws Exception {
        rows.world()
                .postgres()
                .execute(
                        World.DATABASE,
                        "INSERT INTO lane1_processes (process_id, status, previous_status)"
                                + " VALUES ('large', 'running', 'init')",
                        "UPDATE lane1_processes SET status = 'error', previous_status = 'running', detail = repeat('x', "
                                + RECORD + ") WHERE process_id = 'large'");
        rows.world().workload().wrote(rows.runner().name(), 2);
    }
}
