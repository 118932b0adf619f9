package dev.cdcnotifier.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** The topics and users of a cluster; each method returns when the broker has done it, not only taken note. Any thread. */
final class BrokerTopics implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private @Nullable Admin admin;

    BrokerTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** The client, opened when it is needed; good until {@link #close()}. */
    synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(Map.of(
                    "bootstrap.servers",
                    bootstrapServers,
                    "client.id",
                    "cdc-testkit",
                    // A question to a frozen broker goes to another one soon: after 30 s by default.
                    "request.timeout.ms",
                    5_000));
            admin = open;
        }
        return open;
    }

    void create(String name, int partitions, Map<String, String> settings) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
        get("create topic " + name, admin().createTopics(List.of(topic)).all());
        awaitLeaders(name, partitions);
    }

    void delete(String name) {
        get("delete topic " + name, admin().deleteTopics(List.of(name)).all());
        Await.until("topic " + name + " to be gone", DEADLINE, () -> !names().contains(name));
    }

    void createUser(String name, String password) {
        ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        get(
                "make user " + name,
                admin().alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(name, scram, password)))
                        .all());
    }

    Set<String> names() {
        return get("list topics", admin().listTopics().names());
    }

    /** Returns when every topic can be written. */
    void awaitAll() {
        names().forEach(name -> awaitLeaders(name, 1));
    }

    private void awaitLeaders(String name, int partitions) {
        Await.until("topic " + name + " to have its leaders", DEADLINE, () -> {
            List<TopicPartitionInfo> found = partitions(name);
            return found.size() >= partitions
                    && found.stream()
                            .allMatch(p -> p.leader() != null && !p.leader().isEmpty());
        });
    }

    /** Returns when every replica of every topic is in sync. */
    void awaitInSync() {
        names().forEach(name -> Await.until(
                "the replicas of topic " + name + " to be in sync", DEADLINE, () -> partitions(name).stream()
                        .allMatch(p -> p.isr().size() == p.replicas().size())));
    }

    /** What the controller says of one partition now. */
    TopicPartitionInfo partition(String name, int partition) {
        return partitions(name).get(partition);
    }

    private List<TopicPartitionInfo> partitions(String name) {
        return get(
                        "describe topic " + name,
                        admin().describeTopics(List.of(name)).allTopicNames())
                .values()
                .stream()
                .flatMap(description -> description.partitions().stream())
                .toList();
    }

    private static <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new TestkitException("cannot " + what + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted: " + what, e);
        }
    }

    /** Closes the client: left open while the broker is away, it would log its vain attempts to connect. */
    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
