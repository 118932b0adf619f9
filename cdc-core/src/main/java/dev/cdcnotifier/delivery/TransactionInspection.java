package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Looks at what exactly-once delivery needs beyond what at-least-once does. For one thread. */
final class TransactionInspection {

    private static final String VERSION = "transaction.version";
    private static final String ID = "transactional id";

    private final KafkaTools tools;
    private final Checklist list;
    private final String client;
    private final PositionTopic topic;

    TransactionInspection(DeliverySettings settings, String client, KafkaTools tools, Checklist list) {
        this.tools = tools;
        this.list = list;
        this.client = client;
        this.topic = new PositionTopic(new Destination(client, settings.positionTopic()), tools);
    }

    void plan() {
        list.plan(VERSION, ID);
    }

    /** @param identity null when the database could not be asked which it is */
    void look(Admin admin, @Nullable StreamIdentity identity) throws InterruptedException {
        version(admin);
        if (identity == null) {
            list.add(Precondition.skipped(ID, "it holds the database's identity, which could not be asked"));
        } else {
            transactionalId(admin, identity.transactionalId());
        }
    }

    private void version(Admin admin) throws InterruptedException {
        try {
            topic.requireTransactions(admin);
            list.add(Precondition.ok(VERSION, PositionTopic.TRANSACTION_VERSION + " or newer"));
        } catch (DeliveryException e) {
            list.add(KafkaInspection.failed(
                    VERSION,
                    "too old",
                    e,
                    List.of(
                            tools.feature(VERSION, PositionTopic.TRANSACTION_VERSION),
                            Remedy.setting("delivery = at-least-once    # or this"))));
        }
    }

    /** Whether Write is granted cannot be asked without ending the producer of a stream that runs; who grants one grants both. */
    private void transactionalId(Admin admin, String id) throws InterruptedException {
        try {
            admin.describeTransactions(List.of(id)).description(id).get();
            list.add(Precondition.ok(ID, id + ", known to the brokers"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof TransactionalIdNotFoundException) {
                list.add(Precondition.ok(ID, id + ", not used yet"));
            } else if (cause instanceof UnsupportedVersionException) {
                list.add(Precondition.skipped(ID, "the brokers do not tell; Kafka 3.0 is the first that does"));
            } else {
                list.add(KafkaInspection.failed(
                        ID,
                        "refused",
                        KafkaFailures.ofTransaction(cause, client, id),
                        List.of(tools.grant("--transactional-id", id, AclOperation.WRITE, AclOperation.DESCRIBE))));
            }
        }
    }
}
