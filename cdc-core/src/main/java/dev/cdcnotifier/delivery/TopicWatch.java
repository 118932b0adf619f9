package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.delivery.TopicCatalog.Answers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices within one session that a topic of one client was deleted, was created again or got more partitions. A producer
 * cannot tell: where brokers create topics by themselves, its own request for metadata creates a deleted topic, and it goes
 * on with that one.
 *
 * <p>The topics are asked for with the admin client, which creates none, at two occasions: every few seconds, and whenever
 * the producer has got new metadata. The latter happens on the producer's own thread, before its next request, so that
 * nothing is sent to a topic that was created again.
 */
final class TopicWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    /** The producer's thread waits no longer for an answer; the next look that is due will tell. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final AckLedger ledger;
    private final Supplier<Admin> connecting;
    private final Map<Destination, TopicCatalog.Topic> topics;
    private final @Nullable Destination positions;
    private volatile Runnable abandon = () -> {};
    private volatile boolean armed;
    private volatile boolean closed;
    private @Nullable KafkaFuture<Void> pending;
    private @Nullable Admin admin;

    /**
     * @param connecting makes an admin client; called once, when there is something to ask: that costs no time at the start
     * @param topics all topics of one client, as they were when the session began
     * @param positions which of them keeps the positions; null when none does
     */
    TopicWatch(
            AckLedger ledger,
            Supplier<Admin> connecting,
            Map<Destination, TopicCatalog.Topic> topics,
            @Nullable Destination positions) {
        this.ledger = ledger;
        this.connecting = connecting;
        this.topics = Map.copyOf(topics);
        this.positions = positions;
    }

    /** A serializer for the producer that is watched, through which its client reports each answer with metadata. */
    ByteArraySerializer serializer() {
        return new Reporter();
    }

    /** @param abandon ends the producer; is called on its own thread */
    void abandoning(Runnable abandon) {
        this.abandon = abandon;
    }

    /** From now on what has changed ends the session. */
    void arm() {
        armed = true;
    }

    /** Asks how the topics are and waits for nothing: what is found is the ledger's failure. For the slot's thread. */
    void look() {
        KafkaFuture<Void> last = pending;
        if (last != null && !last.isDone()) {
            return;
        }
        Answers answers;
        try {
            answers = ask();
        } catch (KafkaException e) {
            LOG.debug("cannot ask how the topics are", e);
            return;
        }
        pending = answers.all().whenComplete((all, failed) -> judge(answers).ifPresent(ledger::failed));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    /** Any thread. */
    private synchronized Answers ask() {
        if (closed) {
            throw new IllegalStateException("the session is over");
        }
        Admin asked = admin;
        if (asked == null) {
            asked = connecting.get();
            admin = asked;
        }
        return TopicCatalog.ask(asked, topics.keySet(), false);
    }

    /** The first topic that is not what it was. */
    private Optional<DeliveryException> judge(Answers answers) {
        for (Map.Entry<Destination, TopicCatalog.Topic> topic : topics.entrySet()) {
            DeliveryException changed = changed(topic.getKey(), topic.getValue(), answers);
            if (changed != null) {
                return Optional.of(changed);
            }
        }
        return Optional.empty();
    }

    /** A cluster that does not answer, or not this, has not changed: how long that may last is the deadline's to say. */
    private @Nullable DeliveryException changed(Destination topic, TopicCatalog.Topic before, Answers answers) {
        KafkaFuture<TopicDescription> answer = answers.byName().get(topic.topic());
        if (closed || answer == null || !answer.isDone()) {
            return null;
        }
        try {
            TopicDescription now = answer.get();
            int partitions = now.partitions().size();
            if (KnownTopics.isOther(before.id(), now.topicId())) {
                return topic.equals(positions)
                        ? PositionTopic.gone(topic)
                        : KnownTopics.recreated(topic, before.partitions(), partitions);
            }
            return partitions == before.partitions() ? null : partitionsChanged(topic, before.partitions(), partitions);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                return null;
            }
            return topic.equals(positions)
                    ? PositionTopic.gone(topic)
                    : KafkaFailures.topicDeleted(topic, before.partitions(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static DeliveryException partitionsChanged(Destination topic, int before, int now) {
        return new DeliveryException(
                Kind.TRANSIENT,
                "partitions_changed",
                "topic " + topic.topic() + " has " + now + " partitions, it had " + before
                        + ": from here on keys go to other partitions, and their order across the change is not kept by"
                        + " Kafka");
    }

    /** On the producer's thread: its client waits, so nothing is sent before this is done. */
    private void metadataArrived() {
        if (!armed || closed || ledger.failure() != null) {
            return;
        }
        try {
            Answers answers = ask();
            awaitAll(answers);
            judge(answers).ifPresent(changed -> {
                ledger.failed(changed);
                abandon.run();
            });
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("cannot ask how the topics are", e);
        }
    }

    private static void awaitAll(Answers answers) {
        try {
            answers.all().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Those that have answered are judged all the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kafka calls what a serializer implements beside: documented, and the one way in that needs no internals. */
    private final class Reporter extends ByteArraySerializer implements ClusterResourceListener {

        @Override
        public void onUpdate(@Nullable ClusterResource cluster) {
            metadataArrived();
        }
    }
}
