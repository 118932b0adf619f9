package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.KeyHash;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.slot.SlotSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes one slot that streams progressor namespaces, with the defaults of {@code reference.conf}. Not for use by
 * several threads; what it builds is immutable.
 */
public final class ProgressorSlot {

    private final String stream;
    private final PgEndpoint endpoint;
    private final SlotName slot;
    private final List<NamespaceRoute> namespaces = new ArrayList<>();
    private final Map<String, Map<String, String>> kafkaClients = new LinkedHashMap<>();

    private Provision slotProvision = Provision.CREATE;
    private Provision publicationProvision = Provision.CREATE;
    private boolean failoverSlot;
    private boolean binary = true;
    private ExternalTermLimits payloadLimits = ExternalTermLimits.DEFAULT;
    private KeyHash partitioner = new ErlangPhash2();
    private Duration resendTimeout = Duration.ofSeconds(3);
    private int maxRetries = 3;
    private Duration reconnectTimeout = Duration.ofSeconds(5);
    private Duration statusInterval = Duration.ofSeconds(5);
    private int windowRecords = 10_000;
    private long windowBytes = 16L << 20;
    private boolean headers = true;
    private @Nullable Destination deadLetters;
    private String positionTopic = DeliverySettings.DEFAULT_POSITION_TOPIC;
    private boolean exactlyOnce;
    private Duration commitInterval = DeliverySettings.COMMIT_INTERVAL;

    private ProgressorSlot(String stream, PgEndpoint endpoint, SlotName slot) {
        this.stream = stream;
        this.endpoint = endpoint;
        this.slot = slot;
    }

    /**
     * Starts the description of a slot without namespaces.
     *
     * @param stream the stream's name in logs, metrics and status, for example {@code progressor_db/cdc_slot_default}
     */
    public static ProgressorSlot named(String stream, PgEndpoint endpoint, SlotName slot) {
        return new ProgressorSlot(stream, endpoint, slot);
    }

    /** A Kafka client by the name that routes use; any property of a Kafka producer. */
    public ProgressorSlot kafkaClient(String name, Map<String, String> properties) {
        kafkaClients.put(name, properties);
        return this;
    }

    /** A namespace to stream through this slot. */
    public ProgressorSlot namespace(NamespaceRoute route) {
        namespaces.add(route);
        return this;
    }

    /** What to do when the slot is missing at the start of the process. Default: create it. */
    public ProgressorSlot slotProvision(Provision provision) {
        slotProvision = provision;
        return this;
    }

    /** What to do when a publication or a replica identity is not as needed. Default: mend it. */
    public ProgressorSlot publicationProvision(Provision provision) {
        publicationProvision = provision;
        return this;
    }

    /** Whether a slot made here survives a failover (PostgreSQL 17 and later). Default: no. */
    public ProgressorSlot failoverSlot(boolean failover) {
        failoverSlot = failover;
        return this;
    }

    /** Whether columns are sent in binary where their type can. Default: yes. */
    public ProgressorSlot binary(boolean binary) {
        this.binary = binary;
        return this;
    }

    /** Bounds on an event's payload. Default: {@link ExternalTermLimits#DEFAULT}. */
    public ProgressorSlot payloadLimits(ExternalTermLimits limits) {
        payloadLimits = limits;
        return this;
    }

    /** Chooses partitions. Default: {@link ErlangPhash2}. */
    public ProgressorSlot partitioner(KeyHash partitioner) {
        this.partitioner = partitioner;
        return this;
    }

    /** The longest pause between two attempts to send. Default: 3 s. */
    public ProgressorSlot resendTimeout(Duration timeout) {
        resendTimeout = timeout;
        return this;
    }

    /** How many further attempts a message has. Default: 3. */
    public ProgressorSlot maxRetries(int retries) {
        maxRetries = retries;
        return this;
    }

    /** The pause after a failure before the next attempt. Default: 5 s. */
    public ProgressorSlot reconnectTimeout(Duration timeout) {
        reconnectTimeout = timeout;
        return this;
    }

    /** How often PostgreSQL hears of us at least. Default: 5 s. */
    public ProgressorSlot statusInterval(Duration interval) {
        statusInterval = interval;
        return this;
    }

    /** How much may be in flight. Default: 10,000 records and 16 MiB. */
    public ProgressorSlot window(int records, long bytes) {
        windowRecords = records;
        windowBytes = bytes;
        return this;
    }

    /** Whether messages carry the headers {@code cdc-lsn} and {@code cdc-seq}. Default: yes. */
    public ProgressorSlot headers(boolean headers) {
        this.headers = headers;
        return this;
    }

    /** Where rows go that cannot become messages. Default: nowhere, such a row stops the stream. */
    public ProgressorSlot deadLetters(Destination destination) {
        deadLetters = destination;
        return this;
    }

    /**
     * Delivers exactly once, as a reader of committed records sees it; needs Kafka 4.0 and one client for all routes.
     * Default: at least once.
     *
     * @param positionTopic keeps how far each slot is; made when missing at the start
     */
    public ProgressorSlot exactlyOnce(String positionTopic) {
        exactlyOnce = true;
        return positionTopic(positionTopic);
    }

    /**
     * The topic that remembers how far each slot was confirmed, so that one that vanishes is noticed at the next start. Made
     * when it is missing; where routes have several Kafka clients, by the first by name. Default: {@value
     * DeliverySettings#DEFAULT_POSITION_TOPIC}.
     */
    public ProgressorSlot positionTopic(String positionTopic) {
        this.positionTopic = positionTopic;
        return this;
    }

    /**
     * How long messages are collected for one commit at the most, in exactly-once delivery; twice as long inside one
     * transaction of PostgreSQL's. Default: 500 ms.
     */
    public ProgressorSlot commitInterval(Duration interval) {
        commitInterval = interval;
        return this;
    }

    /** The settings of the stream, for {@link dev.cdcnotifier.CdcNotifier.Builder#stream}. */
    public SlotSettings build() {
        List<NamespaceRoute> routes = List.copyOf(namespaces);
        ExternalTermLimits limits = payloadLimits;
        DeliverySettings delivery = new DeliverySettings(
                kafkaClients,
                partitioner,
                resendTimeout,
                maxRetries,
                windowRecords,
                windowBytes,
                headers,
                deadLetters,
                positionTopic,
                exactlyOnce,
                commitInterval);
        return new SlotSettings(
                stream,
                endpoint,
                slot,
                ProgressorPublications.of(routes),
                slotProvision,
                publicationProvision,
                failoverSlot,
                binary,
                () -> new ProgressorMapper(routes, limits),
                delivery,
                reconnectTimeout,
                statusInterval);
    }
}
