package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.KafkaDelivery;
import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.PositionMemory;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.replication.PgReplicationStream;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.Reason;
import dev.cdcnotifier.replication.ReplicationSession;
import dev.cdcnotifier.replication.ReplicationSource;
import dev.cdcnotifier.replication.ReplicationStream;
import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.replication.StreamPlan;
import dev.cdcnotifier.replication.WalEnd;
import dev.cdcnotifier.supervision.Failure;
import dev.cdcnotifier.supervision.Obstacle;
import dev.cdcnotifier.supervision.RestartPolicy;
import dev.cdcnotifier.supervision.SideThread;
import dev.cdcnotifier.supervision.Worker;
import dev.cdcnotifier.supervision.WorkerContext;
import dev.cdcnotifier.supervision.WorkerState;
import dev.cdcnotifier.supervision.WorkerStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot: opens one session after another. Preconditions are checked before anything is sent: first PostgreSQL's, so
 * that slot and publications exist as early as they can, then Kafka's, and only then the stream is started.
 */
public final class SlotWorker implements Worker, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotWorker.class);

    private static final String QUERY_CANCELED = "57014";

    private final SlotSettings settings;
    private final ReplicationSource source;
    private final KafkaDelivery kafka;
    private final SlotMetrics metrics;
    private final StreamHistory history;
    private final SlotHealth health;
    private final RepeatedEnds ends = new RepeatedEnds();
    private final RecentEvents events = new RecentEvents();
    private final SkippedRows skipped;

    /** What stopped the last attempt, and can be passed over. */
    private @Nullable Obstacle haltedAt;

    private final OrderlyEnd orderlyEnd;

    /** Where a session's questions to the server are put. One that is not answered holds up those of the next session. */
    private final SideThread questions;

    public SlotWorker(SlotSettings settings, SourceDatabase database, MeterRegistry registry) {
        this.settings = settings;
        this.source = new ReplicationSource(database, settings.replication());
        this.kafka = new KafkaDelivery(settings.delivery(), settings.kafkaClientId());
        this.metrics = new SlotMetrics(registry, settings.stream());
        this.history = new StreamHistory(settings, kafka, metrics);
        this.skipped = new SkippedRows(settings.stream(), events);
        this.orderlyEnd = new OrderlyEnd(source, settings.stream());
        this.questions = new SideThread("cdc-" + settings.stream() + "-questions");
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
            StreamPlan plan = prepare(context);
            if (context.stop().requested()) {
                return End.STOPPED;
            }
            return session(context, plan);
        } catch (Throwable e) {
            if (isHurried(e, context)) {
                return End.STOPPED;
            }
            Failure failure = FailureClassifier.classify(e);
            haltedAt = failure.obstacle();
            metrics.failed(failure.reason());
            throw e;
        } finally {
            metrics.sessionEnded();
        }
    }

    private StreamPlan prepare(WorkerContext context) throws Exception {
        try {
            return source.prepare(context.stop()::requested, context::waiting, history);
        } finally {
            heed();
        }
    }

    private End session(WorkerContext context, StreamPlan prepared) throws Exception {
        ChangeMapper mapper = settings.mapper().get();
        DeliverySettings target = settings.delivery();
        AckLedger ledger = new AckLedger(target.windowRecords(), target.windowBytes(), target.deadline());
        StreamIdentity identity = settings.identity(prepared.server(), prepared.publications());
        skipped.begin(identity, prepared.start());
        StreamPlan plan = prepared.resumingAfter(skipped.lastUndecodable());
        Set<Destination> destinations = settings.destinations(mapper);
        End end;
        int backendPid;
        try (Delivery delivery = kafka.open(ledger, destinations, identity);
                ReplicationSession replication = source.open(plan)) {
            backendPid = replication.backendPid();
            metrics.messages(kafka.messages().byTopic());
            metrics.checked(Ticker.SYSTEM.epochMicros());
            RowPosition delivered = takeOver(plan, identity, delivery, replication.stream());
            end = streamOrSkip(context, plan, mapper, ledger, delivery, replication, delivered);
        } catch (DeliveryException e) {
            // The connection to PostgreSQL is closed by now: nobody waits for us while we look.
            throw kafka.explained(e, destinations);
        }
        orderlyEnd.awaitFree(backendPid);
        return end;
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
                worker.lastFailure(),
                metrics.progress(),
                metrics.lag(),
                metrics.activity(),
                source.lastSeen());
    }

    /** The stream is in another state now. */
    public void stateChanged(WorkerState now) {
        metrics.state(now);
        events.state(now);
    }

    /** An operator has given this order, and it was accepted. */
    public void ordered(String order, String details) {
        events.add(order, "", details);
    }

    /** What has happened to the stream lately, oldest first. */
    public List<StreamEvent> events() {
        return events.list();
    }

    /** Ends the wait for transactions that a slot to be made needs to end: without that, a stop would wait for them. */
    @Override
    public void hurry() throws SQLException {
        source.cancel();
    }

    /** What of the slot, the publications, the topics or a message was told of is taken as it is. */
    @Override
    public void accept(Failure told) {
        Optional<Reason> ofSource = Acceptance.ofSource(told);
        if (ofSource.isPresent()) {
            source.accept(ofSource.get());
        } else if (Acceptance.isOfPositions(told)) {
            kafka.forget();
        } else if (Acceptance.isOfTopics(told)) {
            kafka.forgetTopics();
        } else if (Acceptance.isOfMessage(told)) {
            ends.forget();
        }
    }

    @Override
    public void passOver(Obstacle obstacle) {
        if (obstacle instanceof HaltedRow halted) {
            skipped.add(halted.row());
        } else if (obstacle instanceof HaltedTransaction halted) {
            skipped.addTransaction(halted.commitLsn());
            if (haltedAt instanceof UndecodableTransaction) {
                skipped.addUndecodable(halted.commitLsn());
            }
        }
    }

    /** The slot is looked at, since the WAL that it holds grows meanwhile. */
    @Override
    public void rest() throws SQLException {
        try {
            source.look();
        } finally {
            heed();
        }
    }

    /** Takes the stream's meters out of their registry. After the worker has stopped. */
    @Override
    public void close() {
        questions.close();
        metrics.close();
        health.close();
    }

    private End streamOrSkip(
            WorkerContext context,
            StreamPlan plan,
            ChangeMapper mapper,
            AckLedger ledger,
            Delivery delivery,
            ReplicationSession replication,
            RowPosition delivered)
            throws Exception {
        try {
            return stream(context, plan, mapper, ledger, delivery, replication, delivered);
        } catch (DeliveryException e) {
            if (isGivenUp(e)) {
                LOG.warn("{}; it is skipped with its transaction stream={}", e.getMessage(), settings.stream());
                return End.REOPEN;
            }
            throw e;
        }
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
        Relations relations = new Relations(mapper);
        TransactionReader reader = new TransactionReader(
                settings.stream(),
                ledger,
                relations,
                new RowMapping(settings.stream(), delivery, settings.delivery().deadLetter(), skipped, metrics),
                metrics,
                plan.joinLimit(),
                delivered);
        PgReplicationStream link = replication.stream();
        JoinWatch.Probe probe = plan.joinPending() ? source::joinReady : JoinWatch.Probe.NEVER;
        long now = Ticker.SYSTEM.nanoTime();
        SlotSession session = new SlotSession(
                link,
                ledger,
                delivery,
                reader,
                new SessionWatches(
                        new JoinWatch(plan.joinLimit(), probe, questions, now),
                        new StreamGuard(
                                link::takeWarned, relations::takeNew, source::check, this::found, questions, now),
                        new StallWatch(
                                settings.stream(),
                                () -> source.lookAtWalsender(replication.backendPid()),
                                end -> metrics.walEnd(end, Lsn.NONE),
                                link::busy,
                                questions,
                                now)),
                new SlotTimes(settings.delivery().deadline(), settings.statusInterval()),
                metrics,
                Ticker.SYSTEM,
                plan.start());
        End end = run(session, context);
        orderlyEnd.awaitConfirmed(session.confirmed());
        LOG.info(
                "stream ends stream={} end={} confirmed={} in_flight={}",
                settings.stream(),
                end,
                session.confirmed(),
                ledger.records());
        return end;
    }

    private End run(SlotSession session, WorkerContext context) throws Exception {
        try {
            return session.run(context);
        } catch (PgOutputException e) {
            throw ends.met(e, session.confirmed());
        } catch (SQLException e) {
            throw RepeatedEnds.dependsOnData(e) && session.awaitDelivered()
                    ? ends.met(e, session.openTransaction(), session.confirmed())
                    : e;
        }
    }

    /**
     * Kafka refuses a record after it was sent, so the session is over. Where the operator gave up every such row of its
     * transaction, the next session passes over this one as well: each begins at once and halts at a later row, if at any.
     */
    private boolean isGivenUp(DeliveryException e) {
        RowId row = e.row();
        return row != null
                && e.kind() == DeliveryException.Kind.REJECTED
                && skipped.isGivenUp(row.commitLsn())
                && skipped.add(row);
    }

    /** Whether it is only that the server was kept from waiting, since the attempt has to end. */
    private static boolean isHurried(Throwable e, WorkerContext context) {
        return context.stop().requested() && e instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState());
    }

    /** Only once the slot is ours: whoever has it may be at work. The server is kept from giving us up meanwhile. */
    private RowPosition takeOver(StreamPlan plan, StreamIdentity identity, Delivery delivery, ReplicationStream stream)
            throws DeliveryException, SQLException, PreconditionException, InterruptedException {
        Delivery.KeepAlive<SQLException> keepAlive = () -> stream.confirm(plan.start());
        Position position = delivery.takeOver(keepAlive);
        PositionMemory memory = delivery.memory();
        history.standsAt(source.requireInPlace(plan, memory.recall(keepAlive)));
        memory.begin(plan.start(), keepAlive);
        return ResumePoint.of(position, identity, plan.start(), () -> source.timelineHistory(identity.timeline()));
    }

    private void found() {
        metrics.checked(Ticker.SYSTEM.epochMicros());
        heed();
    }

    /** Takes over what the last look at the server and the slot has found, whatever came of it. */
    private void heed() {
        WalEnd end = source.walEnd();
        SlotStatus slot = source.lastSeen();
        if (end != null) {
            metrics.walEnd(end, deliveredUpTo(slot));
        }
        health.heed();
    }

    /** Where the slot is counts only while nothing better is known: it may be gone, or moved by somebody else. */
    private Lsn deliveredUpTo(@Nullable SlotStatus slot) {
        Lsn known = source.lastConfirmed();
        return known.equals(Lsn.NONE) && slot != null ? slot.confirmedFlush() : known;
    }
}
