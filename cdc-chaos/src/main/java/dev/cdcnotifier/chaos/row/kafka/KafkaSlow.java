package dev.cdcnotifier.chaos.row.kafka;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.Direction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/** K23. */
final class KafkaSlow implements Row {

    private static final int EVENTS = 4_000;
    private static final double BYTES_PER_SECOND = 100_000;

    /** The proxy passes on 16 KiB at a time: about 100 kB/s. */
    private static final Duration THIN = Duration.ofMillis(160);

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public String id() {
        return "K23";
    }

    @Override
    public String claim() {
        return "Kafka takes 100 kB/s, first because of a quota, then because of a thin line, while a transaction of "
                + EVENTS
                + " events is on its way; the stream gets slower, says so, repeats nothing, and no session ends";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        quota(rows, BYTES_PER_SECOND);
        slowTransaction(rows, "quota");
        quota(rows, null);
        rows.awaitQuiet();
        rows.world().kafkaProxy().delay(Direction.TO_SERVER, THIN);
        slowTransaction(rows, "line");
        rows.world().kafkaProxy().delay(Direction.TO_SERVER, Duration.ZERO);
        rows.awaitQuiet();
    }

    private static void slowTransaction(RowWorld rows, String why) throws Exception {
        long repeats = rows.repeats();
        long from = System.nanoTime();
        rows.write(
                EVENTS + 1,
                RowWorld.process(why),
                "WITH task AS (INSERT INTO {tasks} (process_id, task_type, status, scheduled_time) VALUES ('" + why
                        + "', 'call', 'finished', now()) RETURNING task_id)"
                        + " INSERT INTO {events} (process_id, task_id, event_id, timestamp, metadata, payload) SELECT '"
                        + why + "', task_id, n, now(), NULL, " + RowWorld.payload() + " FROM task, generate_series(1, "
                        + EVENTS + ") n");
        String position = rows.ask("SELECT pg_current_wal_flush_lsn()");
        rows.expectState("BACKPRESSURE", "delivery_slow");
        Await.until("the transaction to be confirmed", PATIENCE, () -> rows.ask(
                        "SELECT confirmed_flush_lsn >= '" + position + "' FROM pg_replication_slots WHERE slot_name = '"
                                + rows.runner().name() + "'")
                .equals("t"));
        rows.saw("a slow " + why + ": through after " + RowWorld.since(from).toMillis() + " ms");
        require(rows.restarts() == 0, "sessions ended: " + rows.runner().streams());
        require(rows.repeats() == repeats, (rows.repeats() - repeats) + " messages came twice");
    }

    /** Of every client without a quota of its own; null removes it. */
    private static void quota(RowWorld rows, @Nullable Double bytesPerSecond) throws Exception {
        Map<String, String> anyClient = new HashMap<>();
        unnamed(anyClient);
        ClientQuotaEntity everybody = new ClientQuotaEntity(anyClient);
        rows.world()
                .kafka()
                .admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(everybody, List.of(limit(bytesPerSecond)))))
                .all()
                .get();
    }

    /** Kafka's way to say "each client that has no quota of its own". */
    @SuppressWarnings("NullAway")
    private static void unnamed(Map<String, String> entity) {
        entity.put(ClientQuotaEntity.CLIENT_ID, null);
    }

    /** Without a value it is removed. */
    @SuppressWarnings("NullAway")
    private static ClientQuotaAlteration.Op limit(@Nullable Double bytesPerSecond) {
        return new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
    }
}
