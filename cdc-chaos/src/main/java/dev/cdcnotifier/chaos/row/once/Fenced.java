package dev.cdcnotifier.chaos.row.once;

import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** K14. */
final class Fenced extends ExactlyOnceRow {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "K14";
    }

    @Override
    public String claim() {
        return "somebody else takes the transactional id; the runner stands by, takes it back, and nothing comes twice";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        String bootstrap = rows.world().kafka().directBootstrapServers();
        try (KafkaTransactions transactions =
                new KafkaTransactions(bootstrap, rows.runner().name())) {
            takeOver(bootstrap, transactions.transactionalId());
        }
        Await.until("the runner to notice", PATIENCE, () -> rows.logged("stream stands by"));
        rows.within("streaming again", RowWorld.BACK, rows.awaitRecovery());
    }

    private static void takeOver(String bootstrap, String transactionalId) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "transactional.id", transactionalId);
        try (KafkaProducer<byte[], byte[]> other =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            other.initTransactions();
        }
    }
}
