package dev.cdcnotifier.chaos.row.once;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TransactionState;

/** What the broker knows of a runner's transactions. One thread. */
final class KafkaTransactions implements AutoCloseable {

    private final Admin admin;
    private final String transactionalId;

    /** Of the runner of this slot, which has sent something. */
    KafkaTransactions(String bootstrapServers, String slot) throws ExecutionException, InterruptedException {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        List<String> ids = admin.listTransactions().all().get().stream()
                .map(listing -> listing.transactionalId())
                .filter(id -> id.endsWith(':' + slot))
                .toList();
        if (ids.size() != 1) {
            admin.close();
            throw new IllegalStateException("the transactional ids of slot " + slot + " are " + ids);
        }
        transactionalId = ids.get(0);
    }

    String transactionalId() {
        return transactionalId;
    }

    TransactionState state() throws ExecutionException, InterruptedException {
        return admin.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get()
                .state();
    }

    @Override
    public void close() {
        admin.close();
    }
}
