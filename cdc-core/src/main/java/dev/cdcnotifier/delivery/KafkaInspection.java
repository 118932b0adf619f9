package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that a stream needs of Kafka, and changes nothing: no topic is made, no producer of a running stream is
 * fenced. It judges with the same code that a session is opened with. For one thread.
 */
public final class KafkaInspection {

    /** A broker under load answers late; one that is not there is not waited for that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String CONNECTION = "connection";
    private static final String ONE_CLIENT = "one Kafka client";

    private final DeliverySettings settings;
    private final String clientId;

    /** @param clientId how the brokers will know us; the client's name is added */
    public KafkaInspection(DeliverySettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /**
     * Looks now, at one cluster after the other; one that accepts connections and does not answer is waited for 20 s, one
     * that is not there for 5 s.
     *
     * @param destinations every destination that will be sent to
     * @param identity which stream it is, for exactly-once delivery; null when that is not known
     * @param progress is told the name of each system before it is looked at
     */
    public List<Inspection.System> look(
            Set<Destination> destinations, @Nullable StreamIdentity identity, Consumer<String> progress)
            throws InterruptedException {
        Map<String, List<Destination>> byClient = new TreeMap<>(destinations.stream()
                .sorted((a, b) -> a.topic().compareTo(b.topic()))
                .collect(Collectors.groupingBy(Destination::client)));
        List<Inspection.System> systems = new ArrayList<>();
        for (Map.Entry<String, List<Destination>> client : byClient.entrySet()) {
            String name = new KafkaLink(settings, client.getKey()).name();
            progress.accept(name);
            systems.add(
                    new Inspection.System(name, lookAt(client.getKey(), client.getValue(), destinations, identity)));
        }
        return systems;
    }

    private List<Precondition> lookAt(
            String client, List<Destination> topics, Set<Destination> all, @Nullable StreamIdentity identity)
            throws InterruptedException {
        Checklist list = new Checklist();
        list.plan(CONNECTION);
        KafkaTools tools = new KafkaTools(settings.client(client));
        TopicInspection topicInspection = new TopicInspection(settings, client, tools, list);
        topicInspection.plan(topics);
        TransactionInspection transactions = new TransactionInspection(settings, client, tools, list);
        PositionInspection positions = new PositionInspection(settings, client, tools, list);
        boolean hasPositions = settings.exactlyOnce() || client.equals(KafkaDelivery.firstClient(all));
        if (hasPositions) {
            positions.plan();
        }
        if (settings.exactlyOnce()) {
            list.plan(ONE_CLIENT);
            transactions.plan();
        }
        KafkaLink link = new KafkaLink(settings, client);
        try (Admin admin = Admin.create(
                ProducerSettings.patientAdmin(settings, settings.client(client), clientId + "-" + client, PATIENCE))) {
            int brokers = connect(link.answer(admin, PATIENCE), client, list);
            topicInspection.look(admin, topics, brokers);
            if (hasPositions) {
                positions.look(admin);
            }
            if (settings.exactlyOnce()) {
                oneClient(all, list);
                transactions.look(admin, identity);
            }
        } catch (KafkaException e) {
            DeliveryException unusable = link.explained(KafkaFailures.unusable(client, e));
            list.add(unconnected(link.found(unusable), client, unusable));
        } catch (DeliveryException e) {
            list.add(unconnected(link.found(e), client, e));
        }
        list.skipRest("no connection to Kafka");
        return list.preconditions();
    }

    /** How many brokers there are. */
    private static int connect(DescribeClusterResult cluster, String client, Checklist list)
            throws DeliveryException, InterruptedException {
        try {
            int brokers = cluster.nodes().get().size();
            list.add(Precondition.ok(
                    CONNECTION,
                    brokers + (brokers == 1 ? " broker" : " brokers") + " of cluster "
                            + cluster.clusterId().get()));
            return brokers;
        } catch (ExecutionException e) {
            throw KafkaFailures.ofCluster(e.getCause() == null ? e : e.getCause(), client);
        }
    }

    private static Precondition unconnected(String found, String client, DeliveryException e) {
        String settings =
                switch (e.reason()) {
                    case "kafka_unavailable" ->
                        "bootstrap.servers, or start the brokers; their advertised.listeners must be reachable from here too";
                    case "kafka_unresolvable" -> "bootstrap.servers: names that can be resolved here";
                    case "kafka_authentication" ->
                        "sasl.mechanism and sasl.jaas.config: those of a user the brokers know";
                    default -> "";
                };
        return failed(
                CONNECTION,
                found,
                e,
                settings.isEmpty()
                        ? List.of()
                        : List.of(Remedy.setting("of Kafka client " + client + ": " + settings)));
    }

    private static void oneClient(Set<Destination> destinations, Checklist list) {
        try {
            list.add(Precondition.ok(ONE_CLIENT, KafkaDelivery.onlyClient(destinations)));
        } catch (DeliveryException e) {
            list.add(failed(ONE_CLIENT, "several", e, List.of(Remedy.setting("delivery = at-least-once"))));
        }
    }

    /** A precondition that fails as a session would. */
    static Precondition failed(String name, String found, DeliveryException e, Collection<Remedy> remedies) {
        return Precondition.failed(name, found, e.reason(), String.valueOf(e.getMessage()), remedies);
    }
}
