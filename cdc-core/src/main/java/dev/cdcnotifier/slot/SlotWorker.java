package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.KafkaDelivery;
import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.replication.PgReplicationStream;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.ReplicationSession;
import dev.cdcnotifier.replication.ReplicationSource;
import dev.cdcnotifier.replication.ReplicationStream;
import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.replication.StreamPlan;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.RestartPolicy;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.supervision.WorkerContext;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.supervision.WorkerStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot: opens one session after another. Preconditions are checked before anything is sent: first PostgreSQL's, so
 * that slot and publications exist as early as they can, then Kafka's, and only then the stream is started.
 */
public final class SlotWorker implements Worker, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotWorker.class);

    /** After a stop the server is given this long to note the last confirmation, so that the next start repeats nothing. */
    private static final Duration LAST_CONFIRMATION = Duration.ofSeconds(2);

    private final SlotSettings settings;
    private final ReplicationSource source;
    private final KafkaDelivery kafka;
    private final SlotMetrics metrics;
    private final SlotHealth health;
    private final MalformedStreak malformed = new MalformedStreak();

    public SlotWorker(SlotSettings settings, SourceDatabase database, MeterRegistry registry) {
        this.settings = settings;
        this.source = new ReplicationSource(database, settings.replication());
        this.kafka = new KafkaDelivery(settings.delivery(), settings.kafkaClientId());
        this.metrics = new SlotMetrics(registry, settings.stream());
        this.health = new SlotHealth(registry, settings.stream(), source::lastSeen, source::otherRunners);
    }

    @Override
    public String name() {
        return settings.stream();
    }

    @Override
    public RestartPolicy restartPolicy() {
        return RestartPolicy.every(settings.reconnectTimeout());
    }

    @Override
    public End run(WorkerContext context) throws Exception {
        try {
            StreamPlan plan = source.prepare();
            health.heed();
            ChangeMapper mapper = settings.mapper().get();
            DeliverySettings target = settings.delivery();
            AckLedger ledger = new AckLedger(target.windowRecords(), target.windowBytes());
            StreamIdentity identity = settings.identity(plan.server(), plan.publications());
            try (Delivery delivery = kafka.open(ledger, settings.destinations(mapper), identity);
                    ReplicationSession replication = source.open(plan)) {
                RowPosition delivered = takeOver(plan, identity, delivery, replication.stream());
                return stream(context, plan, mapper, ledger, delivery, replication, delivered);
            }
        } catch (Throwable e) {
            Failure failure = FailureClassifier.classify(e);
            metrics.failed(failure.reason());
            throw e;
        } finally {
            metrics.sessionEnded();
        }
    }

    /** The stream as it is now; its state comes from the supervisor. */
    public StreamStatus status(WorkerStatus worker) {
        return new StreamStatus(
                settings.stream(),
                settings.slot().value(),
                settings.endpoint().displayName(),
                settings.delivery().mode(),
                worker.state(),
                worker.since(),
                worker.restarts(),
                metrics.progress(),
                metrics.rows());
    }

    /** The stream is in another state now; for its meters. */
    public void stateChanged(WorkerState now) {
        metrics.state(now);
    }

    /** Ends the wait for transactions that a slot to be made needs to end: without that, a stop would wait for them. */
    @Override
    public void hurry() throws SQLException {
        source.cancel();
    }

    /** Takes the stream's meters out of their registry. After the worker has stopped. */
    @Override
    public void close() {
        metrics.close();
        health.close();
    }

    private End stream(
            WorkerContext context,
            StreamPlan plan,
            ChangeMapper mapper,
            AckLedger ledger,
            Delivery delivery,
            ReplicationSession replication,
            RowPosition delivered)
            throws Exception {
        LOG.info(
                "stream starts stream={} position={} delivered={} publications={} join_limit={}",
                settings.stream(),
                plan.start(),
                delivered.equals(RowPosition.NONE) ? "unknown" : delivered,
                plan.publications(),
                plan.joinLimit().equals(Lsn.MAX) ? "none" : plan.joinLimit());
        TransactionReader reader = new TransactionReader(
                settings.stream(),
                ledger,
                new Relations(mapper),
                new RowMapping(settings.stream(), delivery, settings.delivery().deadLetter(), metrics),
                metrics,
                plan.joinLimit(),
                delivered);
        PgReplicationStream link = replication.stream();
        JoinWatch.Probe probe =
                plan.joinPending() ? () -> !link.isDoubtful() && source.joinReady() : JoinWatch.Probe.NEVER;
        long now = Ticker.SYSTEM.nanoTime();
        SlotSession session = new SlotSession(
                link,
                ledger,
                delivery,
                reader,
                new JoinWatch(plan.joinLimit(), probe, now),
                new StreamGuard(link::takeWarned, link::isDoubtful, this::checkSource, now),
                new SlotTimes(settings.delivery().deadline(), settings.statusInterval()),
                metrics,
                Ticker.SYSTEM,
                plan.start());
        End end;
        try {
            end = session.run(context);
        } catch (PgOutputException e) {
            throw malformed.met(e, session.confirmed());
        }
        awaitConfirmed(session.confirmed());
        LOG.info(
                "stream ends stream={} end={} confirmed={} in_flight={}",
                settings.stream(),
                end,
                session.confirmed(),
                ledger.records());
        return end;
    }

    /** Only once the slot is ours: whoever has it may be at work. The server is kept from giving us up meanwhile. */
    private RowPosition takeOver(StreamPlan plan, StreamIdentity identity, Delivery delivery, ReplicationStream stream)
            throws DeliveryException, SQLException, InterruptedException {
        Position position = delivery.<SQLException>takeOver(() -> stream.confirm(plan.start()));
        return ResumePoint.of(position, identity, plan.start(), () -> source.timelineHistory(identity.timeline()));
    }

    private void checkSource() throws SQLException, PreconditionException {
        source.check();
        health.heed();
    }

    private boolean hasConfirmed(Lsn position) throws SQLException {
        return source.status()
                .map(slot -> !slot.confirmedFlush().isBefore(position))
                .orElse(true);
    }

    /**
     * The connection is cut, not closed in turn; a cut may overtake the last status on its way. So the server is asked
     * whether it has it. If it cannot be asked, the next start repeats a few messages, no more.
     */
    private void awaitConfirmed(Lsn confirmed) throws InterruptedException {
        long end = System.nanoTime() + LAST_CONFIRMATION.toNanos();
        try {
            while (!hasConfirmed(confirmed) && System.nanoTime() - end < 0) {
                Thread.sleep(10);
            }
        } catch (SQLException e) {
            LOG.warn(
                    "cannot ask whether the last confirmation arrived stream={} confirmed={}: {}",
                    settings.stream(),
                    confirmed,
                    e.getMessage());
        }
    }
}
