package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.pg.TimelineHistory;
import dev.cdcnotifier.replication.PublicationReview.Finding;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot of one database: checks that it can be streamed, makes what is missing as far as it may, and opens the
 * stream. Lives as long as the process, while sessions come and go, and remembers between them what was confirmed.
 *
 * <p>{@link #prepare}, {@link #open}, {@link #joinReady} and the stream belong to one thread at a time, which may change
 * between sessions. {@link #check}, {@link #inspect}, {@link #look}, {@link #status}, {@link #lastSeen}, {@link #walEnd}, {@link #lookAtWalsender}, {@link #lastConfirmed}, {@link #otherRunners}, {@link #accept} and {@link #cancel} may be called
 * from any thread.
 */
public final class ReplicationSource {

    private static final Logger log = LoggerFactory.getLogger(ReplicationSource.class);

    private final SourceDatabase database;
    private final ReplicationSettings settings;
    private final SlotMemory memory;
    private final SlotSetup slotSetup;
    private final SlotReview slotReview;
    private final ReplicationRight right;
    private final StreamPlanner planner;
    private final SessionStart sessionStart;
    private final SlotContinuity continuity;

    /** What a session has streamed: should it be gone later, somebody took it away. */
    private final Set<PublicationName> streamed = ConcurrentHashMap.newKeySet();

    /** Whether an operator takes the publications as they are; until a session has streamed them. */
    private volatile boolean acceptsPublications;

    /** Up to where the stream was delivered then. */
    private volatile Lsn acceptedAt = Lsn.NONE;

    private volatile @Nullable WalEnd walEnd;
    private boolean warnedOfMinor;

    /** The slot as it was found, and the publications as they are now. */
    private record Prepared(ServerFacts server, Optional<Slot> slot, Map<PublicationName, String> comments) {}

    public ReplicationSource(SourceDatabase database, ReplicationSettings settings) {
        this.database = database;
        this.settings = settings;
        this.memory = new SlotMemory(settings.slot());
        this.slotSetup = new SlotSetup(database, settings);
        this.slotReview = new SlotReview(settings.slot(), memory, slotSetup);
        this.right = new ReplicationRight(database, settings);
        this.planner = new StreamPlanner(settings, memory, slotSetup);
        this.sessionStart = new SessionStart(database, settings);
        this.continuity = new SlotContinuity(settings.slot(), memory, slotSetup, sessionStart::history);
    }

    public ReplicationSettings settings() {
        return settings;
    }

    /**
     * Checks every precondition, the server's, the tables', the publications' and the slot's, in this order, and makes
     * what is missing as far as the settings allow. Nothing is changed while something is wrong that must be mended by
     * an operator, or while the slot is active for somebody else. A slot is made only while the stream never had one, a
     * publication only while this object has not streamed it: what vanishes later took changes with it.
     *
     * @param cancelled whether whoever {@link #cancel}s means this call; true from before that
     * @param waiting told about once a second, on the calling thread, what the making of a slot waits for
     * @param history asked whether the stream had a slot before one is made, and when the slot is not where this object left it
     * @throws PreconditionException when an operator has something to mend
     * @throws SlotBusyException when the slot is active
     * @throws SQLException as the server or the network put it; 55P03 when a table to be altered is locked by others
     */
    public <E extends Exception> StreamPlan prepare(
            BooleanSupplier cancelled, Consumer<String> waiting, SlotHistory<E> history)
            throws SQLException, PreconditionException, SlotBusyException, E, InterruptedException {
        slotSetup.heed(cancelled);
        try {
            Prepared prepared = preparePublications(history);
            ServerFacts server = prepared.server();
            makeSlot(server, prepared.slot(), waiting, history);
            try (Connection connection = database.connection()) {
                Slot slot = readySlot(connection, server);
                return planner.plan(
                        connection,
                        server,
                        slot,
                        prepared.slot().isEmpty(),
                        prepared.comments(),
                        limit -> continuity.beforeMoving(server, slot.status(), limit, history));
            }
        } catch (SQLException e) {
            ReadOnlySession.explain(database, e);
            throw SlotReview.busyOr(database, settings.slot(), e);
        }
    }

    /** As {@link #prepare(BooleanSupplier, Consumer, SlotHistory)}, for whoever never cancels it, does not ask what it waits for and has no history. */
    public StreamPlan prepare() throws SQLException, PreconditionException, SlotBusyException, InterruptedException {
        return prepare(() -> false, wait -> {}, SlotHistory.NONE);
    }

    /** Everything up to the slot itself, which may have to wait: nobody's control connection is kept meanwhile. */
    private <E extends Exception> Prepared preparePublications(SlotHistory<E> history)
            throws SQLException, PreconditionException, SlotBusyException, E, InterruptedException {
        try (Connection connection = database.connection()) {
            readWalEnd(connection);
            ServerCheck.Usable usable = ServerCheck.usable(connection, right);
            ServerFacts server = usable.facts();
            warnOfMinor(server);
            PublicationReview review = PublicationReview.of(connection, server, settings.publications());
            PreconditionException.throwIfAny(review.tableProblems());
            Optional<Slot> slot = ReplicationSlots.read(connection, settings.slot());
            List<Finding> findings = findings(review, server, slot, history);
            List<Problem> others = findings.stream().map(Finding::problem).toList();
            slotReview.requireReady(connection, usable, slot, others, history);
            PublicationSetup.mend(connection, settings.publicationProvision(), findings);
            return new Prepared(server, slot, requirePublications(connection, server));
        }
    }

    /** Before something of a publication is made, whoever remembers the stream is asked whether it had that already. */
    private <E extends Exception> List<Finding> findings(
            PublicationReview review, ServerFacts server, Optional<Slot> slot, SlotHistory<E> history)
            throws E, InterruptedException {
        JoinMark note = JoinMark.neededBy(server, slot.isPresent());
        List<Finding> findings = review.findings(note, streamed);
        if (slot.isEmpty() || acceptsPublications || findings.stream().noneMatch(Finding::isOfPublication)) {
            return findings;
        }
        streamed.addAll(new SlotRecall(history.recall(server), server).publications());
        return review.findings(note, streamed);
    }

    /**
     * Opens the stream that was planned. The caller closes it.
     *
     * @throws SlotBusyException when the slot has become active for somebody else since
     * @throws PreconditionException when the server does not let the role replicate any more
     * @throws SQLException as the server or the network put it
     */
    public ReplicationSession open(StreamPlan plan) throws SQLException, PreconditionException, SlotBusyException {
        try {
            ReplicationSession session = sessionStart.open(plan, memory::confirmed, planner::streamFailed);
            memory.started(plan.server(), plan.start(), session.backendPid());
            streamed.addAll(plan.publications());
            if (acceptsPublications) {
                acceptsPublications = false;
                log.warn(
                        "publications accepted as they are, on an operator's word; what was changed and not delivered before"
                                + " they were made again is not in the stream slot={} former_position={} position={}",
                        settings.slot(),
                        acceptedAt,
                        plan.start());
            }
            right.proven();
            return session;
        } catch (SQLException e) {
            right.heed(e);
            ReadOnlySession.explain(database, e);
            throw SlotReview.busyOr(database, settings.slot(), e);
        }
    }

    /**
     * Compares the slot, which is ours and stands still, with what is remembered of it. Once for each session.
     *
     * @param remembered what was written down before any position was confirmed
     * @throws PreconditionException when somebody else moved it and no operator has accepted that
     */
    public SlotStanding requireInPlace(StreamPlan plan, List<RememberedPosition> remembered)
            throws SQLException, PreconditionException {
        SlotStatus slot = status().orElseThrow(
                        () -> new SQLException("slot " + settings.slot() + " was dropped as its stream began"));
        return continuity.requireInPlace(plan.server(), slot, remembered);
    }

    /**
     * Compares the slot, which nobody may stream meanwhile, with what is remembered of it.
     *
     * @throws PreconditionException as {@link #requireInPlace}
     */
    <E extends Exception> SlotStanding standing(ServerFacts server, SlotHistory<E> history)
            throws SQLException, PreconditionException, E, InterruptedException {
        return continuity.atRest(server, existing(), history);
    }

    private SlotStatus existing() throws SQLException {
        return status().orElseThrow(
                        () -> new SQLException("slot " + settings.slot() + " was dropped as its stream began"));
    }

    /**
     * From which timelines the server's present one comes. On a connection of its own, which counts against
     * {@code max_wal_senders} for a moment.
     */
    public TimelineHistory timelineHistory(int timeline) throws SQLException {
        return sessionStart.history(timeline);
    }

    /**
     * Whether a publication that could not join when the running session was planned can now: then end the session and
     * prepare again. One short query; to be asked every few seconds while {@link StreamPlan#joinPending}.
     */
    public boolean joinReady() throws SQLException {
        try (Connection connection = database.connection()) {
            return planner.joinReady(connection);
        }
    }

    /**
     * Makes sure that everything a running session relies on is still there: since PostgreSQL 18 the server goes on
     * without a publication that is gone. To be called every 25 s, when {@link PgReplicationStream#takeWarned}, and soon
     * after the first row of a table. Changes one thing, when publications may be made: a partition that was made
     * meanwhile gets the replica identity that its table needs.
     *
     * @throws PreconditionException naming what is not
     * @throws SQLException also when a partition is locked by others, SQLSTATE 55P03
     */
    public void check() throws SQLException, PreconditionException {
        List<Problem> problems = inspect();
        if (settings.publicationProvision() == Provision.CREATE
                && problems.stream().anyMatch(one -> one.reason() == Reason.REPLICA_IDENTITY)
                && adoptPartitions()) {
            problems = inspect();
        }
        PreconditionException.throwIfAny(problems);
    }

    /** A partition that was made under a running stream gets the identity of its table; returns whether there was one. */
    private boolean adoptPartitions() throws SQLException, PreconditionException {
        try (Connection connection = database.connection()) {
            ServerFacts server = ServerCheck.usable(connection, right).facts();
            List<Finding> partitions = PublicationReview.of(connection, server, settings.publications())
                    .identities()
                    .newPartitions(settings.publications());
            PublicationSetup.mend(connection, Provision.CREATE, partitions);
            return !partitions.isEmpty();
        }
    }

    /** Everything that is not as it has to be, with the SQL that mends it, whoever may run it. Changes nothing. */
    public List<Problem> inspect() throws SQLException {
        Lsn delivered = memory.lastConfirmed();
        try (Connection connection = database.connection()) {
            readWalEnd(connection);
            ServerCheck.Usable usable = ServerCheck.usable(connection, right);
            ServerFacts server = usable.facts();
            PublicationReview review = PublicationReview.of(connection, server, settings.publications());
            Optional<Slot> slot = ReplicationSlots.read(connection, settings.slot());
            List<Problem> problems = new ArrayList<>(review.tableProblems());
            review.findings(JoinMark.neededBy(server, slot.isPresent()), streamed)
                    .forEach(finding -> problems.add(finding.problem()));
            List<Problem> slotProblems = slotReview.problems(connection, usable, slot, delivered);
            problems.addAll(slotProblems);
            if (slot.isEmpty() && slotProblems.stream().noneMatch(p -> p.reason() == Reason.SLOT_MISSING)) {
                problems.add(slotSetup.missing(server, memory));
            }
            return problems;
        } catch (PreconditionException e) {
            return e.problems();
        }
    }

    /**
     * Looks at the slot between two sessions, for {@link #lastSeen}, {@link #otherRunners} and the next session. A standby is
     * not heeded: that it does not have the slot says nothing of the primary's.
     */
    public void look() throws SQLException {
        try (Connection connection = database.connection()) {
            readWalEnd(connection);
            if (!ServerCheck.setup(connection).standby()) {
                slotReview.look(connection, ReplicationSlots.read(connection, settings.slot()));
            }
        }
    }

    /** The slot as it was when it was last looked at: before a session, in {@link #check} and {@link #look}; null when there was none. */
    public @Nullable SlotStatus lastSeen() {
        return slotReview.lastSeen();
    }

    /**
     * The end of the server's WAL as it was when the server was last asked, whatever came of the rest of that look; null
     * before the first time.
     */
    public @Nullable WalEnd walEnd() {
        return walEnd;
    }

    /**
     * What the walsender of a running session does, and where the WAL ends. Two short queries at the most, which lock
     * nothing; null when that session is gone.
     *
     * @param pid the session's backend
     */
    public @Nullable WalsenderLook lookAtWalsender(int pid) throws SQLException {
        try (Connection connection = database.connection()) {
            WalsenderLook look = WalsenderQuery.look(connection, settings.slot(), pid);
            if (look != null) {
                walEnd = new WalEnd(look.walEnd(), Instant.now());
            }
            return look;
        }
    }

    /**
     * Up to where everything is delivered, as far as this process knows: from its sessions, or from what was remembered of the
     * slot; {@link Lsn#NONE} when it knows nothing. Callable from any thread.
     */
    public Lsn lastConfirmed() {
        return memory.lastConfirmed();
    }

    /** How many other runners stream the slot or stand by for it, when that was last looked at. */
    public int otherRunners() {
        return slotReview.otherRunners();
    }

    /** The slot as the server sees it now, or empty when it does not exist. */
    public Optional<SlotStatus> status() throws SQLException {
        try (Connection connection = database.connection()) {
            return ReplicationSlots.read(connection, settings.slot()).map(Slot::status);
        }
    }

    /**
     * Accepts what this reason tells of and nothing else: publications as they are, or the slot where it is, wherever that is.
     * A slot that is gone is made again only after {@link Reason#SLOT_MISSING} or {@link Reason#SLOT_LOST}.
     */
    public void accept(Reason told) {
        if (told == Reason.PUBLICATION_MISSING || told == Reason.PUBLICATION_NARROW) {
            SlotStatus slot = slotReview.lastSeen();
            acceptedAt = slot == null ? memory.lastConfirmed() : slot.confirmedFlush();
            streamed.clear();
            acceptsPublications = true;
        } else {
            memory.accept(told);
        }
    }

    /** Lets a {@link #prepare} that waits for the server to make or move a slot fail with SQLSTATE 57014. */
    public void cancel() throws SQLException {
        slotSetup.cancel();
    }

    /** After the mending, nothing may be left to mend. Returns the comments on the publications. */
    private Map<PublicationName, String> requirePublications(Connection connection, ServerFacts server)
            throws SQLException, PreconditionException {
        PublicationReview review = PublicationReview.of(connection, server, settings.publications());
        PreconditionException.throwIfAny(
                review.findings(null, streamed).stream().map(Finding::problem).toList());
        Map<PublicationName, String> comments = new LinkedHashMap<>();
        for (PublicationName name : settings.names()) {
            PublicationCatalog.Publication publication = review.publications().get(name);
            comments.put(name, publication == null ? "" : publication.comment());
        }
        return comments;
    }

    private void readWalEnd(Connection connection) throws SQLException {
        WalEnd read = WalEnd.read(connection);
        if (read != null) {
            walEnd = read;
        }
    }

    private <E extends Exception> void makeSlot(
            ServerFacts server, Optional<Slot> existing, Consumer<String> waiting, SlotHistory<E> history)
            throws SQLException, PreconditionException, E, InterruptedException {
        try {
            if (existing.isEmpty()) {
                boolean again = continuity.isGivenUp(server, history);
                slotSetup.create(server, again, waiting);
                history.made(again);
            } else {
                slotSetup.adapt(existing.get());
            }
        } catch (SQLException e) {
            right.heed(e);
            throw e;
        }
    }

    private Slot readySlot(Connection connection, ServerFacts server) throws SQLException, PreconditionException {
        Slot slot = ReplicationSlots.read(connection, settings.slot())
                .orElseThrow(() -> new PreconditionException(List.of(slotSetup.missing(server, memory))));
        memory.seen();
        slotReview.saw(slot);
        return slot;
    }

    private void warnOfMinor(ServerFacts server) {
        if (!warnedOfMinor && ServerCheck.losesChangesAtCreatePublication(server)) {
            warnedOfMinor = true;
            log.warn(
                    "this minor release may lose changes of transactions that are open while a publication is made;"
                            + " update PostgreSQL: server_version_num={}",
                    server.versionNum());
        }
    }
}
