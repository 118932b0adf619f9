package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a slot's {@link Delivery}: every topic is there and every producer knows its partitions before the first row. Lives
 * as long as the process, while sessions come and go.
 */
public final class KafkaDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaDelivery.class);

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(15);

    private final DeliverySettings settings;
    private final String clientId;
    private final AtomicReference<@Nullable PositionTopic> positionTopic = new AtomicReference<>();
    private final AtomicReference<Positions.@Nullable Committed> committed = new AtomicReference<>();
    private final KnownTopics known = new KnownTopics();
    private final MessageCounts messages = new MessageCounts();

    /** @param clientId how the brokers will know the producers; the client's name is added */
    public KafkaDelivery(DeliverySettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /** What was handed to Kafka. */
    public MessageCounts messages() {
        return messages;
    }

    /** Accepts the topic of positions as it is, as a process that has just started does. */
    public void forget() {
        positionTopic.set(null);
        committed.set(null);
    }

    /** Accepts every topic that messages go to as it is, whatever it was before. */
    public void forgetTopics() {
        known.forget();
    }

    /**
     * Opens a session. For the slot's thread; waits for each cluster up to three times the resend timeout, 3 s to
     * 30 s.
     *
     * @param destinations every destination that will be sent to
     * @param identity which stream it is
     * @throws DeliveryException when a topic does not exist or a cluster does not answer or refuses
     */
    public Delivery open(AckLedger ledger, Set<Destination> destinations, StreamIdentity identity)
            throws DeliveryException, InterruptedException {
        return settings.exactlyOnce()
                ? openExactlyOnce(ledger, destinations, identity)
                : openAtLeastOnce(ledger, destinations, identity);
    }

    /**
     * Says of a cluster that was not reached what is wrong at which address; looks at the brokers for two seconds each.
     *
     * @param destinations those of the session
     */
    public DeliveryException explained(DeliveryException failure, Set<Destination> destinations)
            throws InterruptedException {
        DeliveryException explained = failure;
        for (String client :
                new TreeSet<>(destinations.stream().map(Destination::client).toList())) {
            explained = new KafkaLink(settings, client).explained(explained);
        }
        return explained;
    }

    /**
     * What is remembered of the slot, of whichever server; nothing when there is no topic of positions yet. Not within a
     * session: what an open transaction holds counts too.
     *
     * @param destinations every destination that is sent to
     */
    public List<RememberedPosition> recall(Set<Destination> destinations, StreamIdentity identity)
            throws DeliveryException, InterruptedException {
        return positionsExist(destinations) ? desk(destinations, identity).recall() : List.of();
    }

    /**
     * Remembers a position before a slot is moved to it, or one that was made. Makes the topic when it is missing. Returns
     * once it is written.
     *
     * @param alone whether everything that was remembered of the slot on this server is forgotten afterwards
     */
    public void remember(Set<Destination> destinations, StreamIdentity identity, Lsn position, boolean alone)
            throws DeliveryException, InterruptedException {
        Destination positions = positions(destinations);
        preparePositions(positions);
        desk(destinations, identity).remember(position, alone);
    }

    /** Forgets the slot of this server, which was removed for good; whether there was anything to forget. */
    public boolean forgetSlot(Set<Destination> destinations, StreamIdentity identity)
            throws DeliveryException, InterruptedException {
        return positionsExist(destinations) && desk(destinations, identity).forget();
    }

    private boolean positionsExist(Set<Destination> destinations) throws DeliveryException, InterruptedException {
        Destination positions = positions(destinations);
        try (Admin admin = admin(positions.client())) {
            return new PositionTopic(positions, new KafkaTools(user(positions.client()))).exists(admin);
        } catch (KafkaException e) {
            throw KafkaFailures.unusable(positions.client(), e);
        }
    }

    private MemoryDesk desk(Set<Destination> destinations, StreamIdentity identity) throws DeliveryException {
        Destination positions = positions(destinations);
        String client = positions.client();
        return new MemoryDesk(
                memory(positions, identity, Isolation.ANY),
                ProducerSettings.producer(settings, user(client), clientId + "-" + client, 1),
                patience(settings.deadline()));
    }

    private Destination positions(Set<Destination> destinations) throws DeliveryException {
        return new Destination(positionClient(settings, destinations), settings.positionTopic());
    }

    private Delivery openAtLeastOnce(AckLedger ledger, Set<Destination> destinations, StreamIdentity identity)
            throws DeliveryException, InterruptedException {
        Map<Destination, TopicCatalog.Topic> topics = describe(destinations);
        Destination positions = positions(destinations);
        TopicCatalog.Topic positionTopicNow = preparePositions(positions);
        Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();
        List<TopicWatch> watches = new ArrayList<>();
        try {
            for (Destination destination : topics.keySet()) {
                String client = destination.client();
                if (!producers.containsKey(client)) {
                    boolean hasPositions = client.equals(positions.client());
                    TopicWatch watch =
                            watch(ledger, client, topics, hasPositions ? Map.entry(positions, positionTopicNow) : null);
                    watches.add(watch);
                    producers.put(client, newProducer(client, partitions(topics, client), new Properties(), watch));
                }
            }
            Routes routes = new Routes(routes(topics, producers), watches).watched();
            KafkaProducer<byte[], byte[]> producer = Objects.requireNonNull(producers.get(positions.client()));
            fetchMetadata(producer, positions);
            KafkaOutbox.Memory memory = new KafkaOutbox.Memory(memory(positions, identity, Isolation.ANY), producer);
            return new KafkaOutbox(ledger, settings, producers.values(), routes, memory);
        } catch (Throwable e) {
            producers.values().forEach(KafkaDelivery::closeAtOnce);
            throw e;
        }
    }

    private Delivery openExactlyOnce(AckLedger ledger, Set<Destination> destinations, StreamIdentity identity)
            throws DeliveryException, InterruptedException {
        String client = onlyClient(destinations);
        Destination positions = positions(destinations);
        Map<Destination, TopicCatalog.Topic> topics = describe(destinations);
        TopicCatalog.Topic positionTopicNow = preparePositions(positions);
        TopicWatch watch = watch(ledger, client, topics, Map.entry(positions, positionTopicNow));
        KafkaProducer<byte[], byte[]> producer = newProducer(
                client,
                partitions(topics, client) + 1,
                ProducerSettings.transactional(settings, identity.transactionalId()),
                watch);
        try {
            Routes routes = new Routes(routes(topics, Map.of(client, producer)), List.of(watch)).watched();
            fetchMetadata(producer, positions);
            return new TransactionalOutbox(
                    ledger,
                    settings,
                    producer,
                    routes,
                    new Positions(
                            positions,
                            identity,
                            ProducerSettings.admin(settings, user(client), clientId + "-" + client),
                            ProducerSettings.consumer(settings, user(client), clientId + "-" + client),
                            committed),
                    memory(positions, identity, Isolation.COMMITTED),
                    System::nanoTime);
        } catch (Throwable e) {
            closeAtOnce(producer);
            throw e;
        }
    }

    /** A transaction is one cluster's and one producer's. */
    static String onlyClient(Set<Destination> destinations) throws DeliveryException {
        Set<String> clients =
                destinations.stream().map(Destination::client).collect(Collectors.toCollection(TreeSet::new));
        if (clients.size() != 1) {
            throw new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "several_kafka_clients",
                    "exactly-once delivery needs one Kafka client for all topics of a slot, not " + clients
                            + "; use slots of their own, or delivery = at-least-once");
        }
        return clients.iterator().next();
    }

    /** The client of the topic of positions: the first by name, where a stream that is not exactly-once has several. */
    static String positionClient(DeliverySettings settings, Set<Destination> destinations) throws DeliveryException {
        return settings.exactlyOnce() ? onlyClient(destinations) : firstClient(destinations);
    }

    static String firstClient(Set<Destination> destinations) {
        return destinations.stream()
                .map(Destination::client)
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    /** Which records of the topic of positions are read. */
    private enum Isolation {
        /** Those that are committed, or in no transaction. Waits for transactions that are open. */
        COMMITTED,
        /** All of them. */
        ANY
    }

    private MemoryTopic memory(Destination positions, StreamIdentity identity, Isolation isolation) {
        String client = positions.client();
        String id = clientId + "-" + client;
        Properties consumer = ProducerSettings.consumer(settings, user(client), id);
        if (isolation == Isolation.ANY) {
            consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        }
        return new MemoryTopic(
                positions,
                identity,
                new TopicScan(positions, ProducerSettings.admin(settings, user(client), id), consumer));
    }

    /** How long a cluster may take that has to answer before anything can go on. */
    static Duration patience(Duration deadline) {
        return deadline.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : deadline;
    }

    /** @return the topic as it is then */
    private TopicCatalog.Topic preparePositions(Destination destination)
            throws DeliveryException, InterruptedException {
        PositionTopic topic = positionTopic.get();
        if (topic == null) {
            topic = new PositionTopic(destination, new KafkaTools(user(destination.client())));
            positionTopic.set(topic);
        }
        try (Admin admin = admin(destination.client())) {
            topic.prepare(admin, settings.exactlyOnce());
            return Objects.requireNonNull(
                    TopicCatalog.describe(admin, List.of(destination)).get(destination));
        } catch (KafkaException e) {
            throw KafkaFailures.unusable(destination.client(), e);
        }
    }

    private Map<Destination, Route> routes(
            Map<Destination, TopicCatalog.Topic> topics, Map<String, KafkaProducer<byte[], byte[]>> producers)
            throws DeliveryException {
        Map<Destination, Route> routes = new HashMap<>();
        for (Map.Entry<Destination, TopicCatalog.Topic> topic : topics.entrySet()) {
            Destination destination = topic.getKey();
            KafkaProducer<byte[], byte[]> producer = Objects.requireNonNull(producers.get(destination.client()));
            fetchMetadata(producer, destination);
            routes.put(destination, route(destination, topic.getValue(), producer));
        }
        return routes;
    }

    /** One that does not close well, for example under an interrupt, must not keep the next from being closed. */
    static void closeAtOnce(Producer<byte[], byte[]> producer) {
        close(producer, Duration.ZERO);
    }

    /** Closes a producer; an open transaction is aborted when there is time for it. */
    static void close(Producer<byte[], byte[]> producer, Duration patience) {
        try {
            producer.close(patience);
        } catch (KafkaException e) {
            LOG.debug("producer did not close well", e);
        }
    }

    /** Now, so that the first send has not to wait for it. */
    private static void fetchMetadata(KafkaProducer<byte[], byte[]> producer, Destination destination)
            throws DeliveryException {
        try {
            producer.partitionsFor(destination.topic());
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, destination);
        }
    }

    private Map<Destination, TopicCatalog.Topic> describe(Set<Destination> destinations)
            throws DeliveryException, InterruptedException {
        Map<Destination, TopicCatalog.Topic> topics = new LinkedHashMap<>();
        Map<String, List<Destination>> byClient =
                destinations.stream().collect(Collectors.groupingBy(Destination::client));
        for (Map.Entry<String, List<Destination>> client : byClient.entrySet()) {
            try (Admin admin = admin(client.getKey())) {
                new KafkaLink(settings, client.getKey()).answer(admin, ProducerSettings.adminPatience(settings));
                topics.putAll(TopicCatalog.describe(admin, client.getValue(), known));
            } catch (KafkaException e) {
                throw KafkaFailures.unusable(client.getKey(), e);
            }
        }
        return topics;
    }

    private Admin admin(String client) throws DeliveryException {
        try {
            return Admin.create(ProducerSettings.admin(settings, user(client), clientId + "-" + client));
        } catch (KafkaException e) {
            throw KafkaFailures.unusable(client, e);
        }
    }

    /** How many partitions a client's producer sends to; two destinations may share a topic, which does no harm. */
    private static int partitions(Map<Destination, TopicCatalog.Topic> topics, String client) {
        return topics.entrySet().stream()
                .filter(topic -> topic.getKey().client().equals(client))
                .mapToInt(topic -> topic.getValue().partitions())
                .sum();
    }

    private TopicWatch watch(
            AckLedger ledger,
            String client,
            Map<Destination, TopicCatalog.Topic> all,
            Map.@Nullable Entry<Destination, TopicCatalog.Topic> positions) {
        Map<Destination, TopicCatalog.Topic> topics = new HashMap<>(all);
        topics.keySet().removeIf(destination -> !destination.client().equals(client));
        if (positions != null) {
            topics.put(positions.getKey(), positions.getValue());
        }
        return new TopicWatch(
                ledger,
                () -> Admin.create(ProducerSettings.admin(settings, user(client), clientId + "-" + client)),
                topics,
                positions == null ? null : positions.getKey());
    }

    private KafkaProducer<byte[], byte[]> newProducer(String client, int partitions, Properties more, TopicWatch watch)
            throws DeliveryException {
        Properties properties = ProducerSettings.producer(settings, user(client), clientId + "-" + client, partitions);
        properties.putAll(more);
        try {
            KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(properties, watch.serializer(), new ByteArraySerializer());
            watch.abandoning(() -> closeAtOnce(producer));
            return producer;
        } catch (KafkaException e) {
            throw KafkaFailures.unusable(client, e);
        }
    }

    private Route route(Destination destination, TopicCatalog.Topic topic, KafkaProducer<byte[], byte[]> producer) {
        RecordLimit limit = RecordLimit.of(settings, user(destination.client()), topic.maxMessageBytes());
        return new Route(
                destination, producer, topic.partitions(), limit.largestBytes(), messages.of(destination.topic()));
    }

    private Map<String, String> user(String client) {
        return settings.client(client);
    }
}
