package dev.cdcnotifier.delivery;

import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Durations;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The way to one cluster: whether somebody answers, and if not, what is wrong at which address. A broker that accepts
 * connections is waited for longer than one that is not there.
 */
final class KafkaLink {

    /** A broker at ease answers within milliseconds; one that is not there is looked at after this. */
    private static final Duration QUICK = Duration.ofSeconds(3);

    private final DeliverySettings settings;
    private final String client;
    private String found = "refused";

    KafkaLink(DeliverySettings settings, String client) {
        this.settings = settings;
        this.client = client;
    }

    /** {@code Kafka client NAME (host:port,host:port)} */
    String name() {
        return "Kafka client " + client + " (" + bootstrap() + ")";
    }

    /**
     * Waits until the cluster answers.
     *
     * @param patience how long it may take for brokers that accept connections
     * @throws DeliveryException naming what is wrong with each bootstrap address
     */
    DescribeClusterResult answer(Admin admin, Duration patience) throws DeliveryException, InterruptedException {
        DescribeClusterResult cluster =
                admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) patience.toMillis()));
        long end = System.nanoTime() + patience.toNanos();
        try {
            cluster.nodes().get(Math.min(QUICK.toMillis(), patience.toMillis()), TimeUnit.MILLISECONDS);
            return cluster;
        } catch (TimeoutException e) {
            BrokerProbe probe = BrokerProbe.of(bootstrap(), BrokerProbe.PATIENCE);
            if (!probe.isAnswered()) {
                throw down(probe, e);
            }
        } catch (ExecutionException e) {
            throw refused(e, patience);
        }
        try {
            cluster.nodes().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return cluster;
        } catch (TimeoutException e) {
            throw silent(BrokerProbe.of(bootstrap(), BrokerProbe.PATIENCE), patience, e);
        } catch (ExecutionException e) {
            throw refused(e, patience);
        }
    }

    /** What of a failure of {@link #answer} can be said in a word or two. */
    String found(DeliveryException failure) {
        return switch (failure.reason()) {
            case "kafka_tls" -> "no TLS";
            case "kafka_authentication" -> "login refused";
            case "kafka_authorization" -> "not allowed";
            default -> found;
        };
    }

    /**
     * A failure that says no more than that the cluster did not answer, with what the addresses tell; looks for two seconds.
     * Of one that says so already, or says something else, nothing is changed.
     */
    DeliveryException explained(DeliveryException failure) throws InterruptedException {
        boolean silent =
                KafkaFailures.isUnavailable(failure) || failure.reason().equals("delivery_deadline");
        if (!silent || String.valueOf(failure.getMessage()).contains(name())) {
            return failure;
        }
        BrokerProbe probe = BrokerProbe.of(bootstrap(), BrokerProbe.PATIENCE);
        found = probe.found();
        return new DeliveryException(
                failure.kind(),
                failure.reason(),
                failure.getMessage() + ". " + name() + ": " + probe.inWords(),
                failure);
    }

    private DeliveryException refused(ExecutionException e, Duration patience)
            throws DeliveryException, InterruptedException {
        DeliveryException failure = KafkaFailures.ofCluster(e.getCause() == null ? e : e.getCause(), client);
        if (!KafkaFailures.isUnavailable(failure)) {
            return failure;
        }
        BrokerProbe probe = BrokerProbe.of(bootstrap(), BrokerProbe.PATIENCE);
        return probe.isAnswered() ? silent(probe, patience, failure) : down(probe, failure);
    }

    private DeliveryException down(BrokerProbe probe, Exception cause) {
        found = probe.found();
        return new DeliveryException(
                Kind.TRANSIENT,
                probe.isUnresolvable() ? "kafka_unresolvable" : "kafka_unavailable",
                name() + " reaches no broker: " + probe.inWords(),
                cause);
    }

    private DeliveryException silent(BrokerProbe probe, Duration patience, Exception cause) {
        found = "no answer within " + Durations.inWords(patience);
        return new DeliveryException(
                Kind.TRANSIENT,
                "kafka_unavailable",
                name() + " got no answer within " + Durations.inWords(patience) + ": "
                        + probe.inWords()
                        + ", but no broker answers: it is overloaded or frozen, or that listener speaks"
                        + " another protocol than the client's security.protocol",
                cause);
    }

    private String bootstrap() {
        return settings.client(client).getOrDefault(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
    }
}
