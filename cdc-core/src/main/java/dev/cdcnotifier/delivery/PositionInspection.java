package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;

/** Looks at the topic that remembers how far slots are delivered. For one thread. */
final class PositionInspection {

    private final KafkaTools tools;
    private final Checklist list;
    private final Destination positions;
    private final PositionTopic topic;

    PositionInspection(DeliverySettings settings, String client, KafkaTools tools, Checklist list) {
        this.tools = tools;
        this.list = list;
        this.positions = new Destination(client, settings.positionTopic());
        this.topic = new PositionTopic(positions, tools);
    }

    void plan() {
        list.plan(name(), TopicInspection.rights(positions.topic()));
    }

    private String name() {
        return "topic " + positions.topic() + " (positions)";
    }

    void look(Admin admin) throws InterruptedException {
        String rights = TopicInspection.rights(positions.topic());
        TopicDescription description;
        try {
            description = TopicCatalog.ask(admin, List.of(positions), true).description(positions);
        } catch (DeliveryException e) {
            boolean missing = KafkaFailures.isTopicMissing(e);
            list.add(missing ? creatable(admin) : refused(e));
            list.add(Precondition.skipped(rights, missing ? "there is no topic" : "the topic cannot be asked"));
            return;
        }
        try {
            topic.requireFit(admin, description);
            list.add(Precondition.ok(name(), "1 partition, compacted"));
        } catch (DeliveryException e) {
            list.add(refused(e));
        }
        list.add(TopicInspection.rights(
                tools,
                positions.topic(),
                description,
                AclOperation.WRITE,
                AclOperation.READ,
                AclOperation.DESCRIBE,
                AclOperation.DESCRIBE_CONFIGS));
    }

    /** What is missing is made at the start, if the cluster lets us: it is asked without making it. */
    private Precondition creatable(Admin admin) throws InterruptedException {
        try {
            topic.requireCreatable(admin);
            return Precondition.pending(name(), "does not exist, is made at the start", "", List.of());
        } catch (DeliveryException e) {
            return refused(e);
        }
    }

    private Precondition refused(DeliveryException e) {
        List<Remedy> remedies =
                e.reason().equals("kafka_authorization") ? List.of(topic.grant(), topic.createCommand()) : List.of();
        return KafkaInspection.failed(name(), "not fit", e, remedies);
    }
}
