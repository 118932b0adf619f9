package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.replication.PublicationReview.Finding;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what a stream needs in its database as the stream itself would at the start of a process with {@link
 * Provision#CREATE}: for who wants it made before, or by somebody with more rights. For one thread.
 *
 * @param <E> what asking for the slot's history may fail with; then no slot is made
 */
public final class StreamSetup<E extends Exception> {

    private static final Logger LOG = LoggerFactory.getLogger(StreamSetup.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final SourceDatabase database;
    private final ReplicationSettings settings;
    private final SlotSetup slotSetup;
    private final SlotHistory<E> history;
    private final boolean newSlot;

    /**
     * @param settings what may be made is everything, whatever they say
     * @param history whether there was a slot before
     * @param newSlot whether a slot that vanished, or is not where the stream left it, is given up: an operator's word
     */
    public StreamSetup(SourceDatabase database, ReplicationSettings settings, SlotHistory<E> history, boolean newSlot) {
        this.database = database;
        this.settings = settings.creating();
        this.slotSetup = new SlotSetup(database, this.settings);
        this.history = history;
        this.newSlot = newSlot;
    }

    /**
     * What there is, and what there is not.
     *
     * @param present the publications and the slot that are as they have to be, for people
     * @param statements what would be run to make the rest, in this order; empty when there is nothing to make
     */
    public record Missing(List<String> present, List<String> statements) {

        public Missing {
            present = List.copyOf(present);
            statements = List.copyOf(statements);
        }
    }

    /**
     * Looks at what is missing. Changes nothing.
     *
     * @throws PreconditionException when something is wrong that is not for us to mend; then nothing would be made
     */
    public Missing missing() throws SQLException, PreconditionException, E, InterruptedException {
        ServerFacts facts;
        try (Connection connection = database.connection()) {
            facts = ServerCheck.usable(connection, new ReplicationRight(database, settings))
                    .facts();
        }
        requireContinuity(facts);
        try (Connection connection = database.connection()) {
            ServerFacts server = ServerCheck.usable(connection, new ReplicationRight(database, settings))
                    .facts();
            PublicationReview review = PublicationReview.of(connection, server, settings.publications());
            PreconditionException.throwIfAny(review.tableProblems());
            Optional<Slot> slot = ReplicationSlots.read(connection, settings.slot());
            SlotMemory nothing = new SlotMemory(settings.slot());
            List<Finding> findings = review.findings(JoinMark.neededBy(server, slot.isPresent()), Set.of());
            List<Problem> notOurs = new ArrayList<>(slotSetup.problems(server, slot, nothing));
            findings.stream()
                    .filter(finding -> finding.mend().isEmpty())
                    .forEach(finding -> notOurs.add(finding.problem()));
            PreconditionException.throwIfAny(notOurs);
            return missing(server, review, slot, findings);
        }
    }

    /** A slot that is there is not made; whether it is where it has to be is asked when it is streamed. */
    private void requireContinuity(ServerFacts server)
            throws SQLException, PreconditionException, E, InterruptedException {
        if (newSlot || source().status().isPresent()) {
            return;
        }
        Optional<RememberedPosition> last = new SlotRecall(history.recall(server), server).last();
        if (last.isPresent()) {
            SlotMemory memory = new SlotMemory(settings.slot());
            memory.recalled(last.get(), server);
            throw new PreconditionException(List.of(slotSetup.missing(server, memory)));
        }
    }

    private ReplicationSource source() {
        ReplicationSource source = new ReplicationSource(database, settings);
        if (newSlot) {
            source.accept(Reason.SLOT_MISSING);
            source.accept(Reason.PUBLICATION_MISSING);
        }
        return source;
    }

    private Missing missing(ServerFacts server, PublicationReview review, Optional<Slot> slot, List<Finding> findings) {
        List<String> statements = new ArrayList<>();
        findings.forEach(finding -> statements.addAll(finding.mend()));
        List<String> present = new ArrayList<>();
        for (PublicationSpec spec : settings.publications()) {
            PublicationCatalog.Publication publication = review.publications().get(spec.name());
            if (publication != null && isJoining(server, publication)) {
                statements.add(JoinMark.fixingSql(spec.name()));
            } else if (review.findings(spec, null, Set.of()).isEmpty()) {
                present.add("publication " + spec.name());
            }
        }
        if (slot.isEmpty()) {
            statements.add(ReplicationSlots.createSql(server, settings.slot(), settings.failoverSlot()));
        } else if (slotSetup.lacksFailover(slot.get())) {
            statements.add(slotSetup.failoverRemedy().text());
        } else {
            present.add(
                    "slot " + settings.slot() + ", at " + slot.get().status().confirmedFlush());
        }
        return new Missing(present, statements);
    }

    private static boolean isJoining(ServerFacts server, PublicationCatalog.Publication publication) {
        return !server.joinsByItself()
                && JoinMark.in(publication.comment())
                        .filter(mark -> mark.systemId().equals(server.systemId()))
                        .filter(mark -> mark.position() == null)
                        .isPresent();
    }

    /**
     * Makes what is missing. Waits for transactions of others where PostgreSQL or the joining of a publication must, for as
     * long as they last.
     *
     * @param waiting is told what is waited for, about once a second
     * @throws PreconditionException when something is wrong that is not for us to mend; nothing is made then
     * @throws SlotBusyException when the slot is active: what a running stream uses is not changed under it
     */
    public void make(Consumer<String> waiting)
            throws SQLException, PreconditionException, SlotBusyException, E, InterruptedException {
        ReplicationSource source = source();
        boolean hadSlot = source.status().isPresent();
        Optional<StreamPlan> plan = prepared(source, waiting);
        while (plan.isEmpty() || plan.get().joinPending()) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            plan = prepared(source, waiting);
        }
        ServerFacts server = plan.get().server();
        if (!hadSlot || newSlot) {
            SlotStanding standing = source.standing(server, history);
            history.begin(server, standing.position());
            report(standing);
        }
    }

    private void report(SlotStanding standing) {
        if (standing.accepted()) {
            LOG.warn(
                    "slot accepted where it is, on an operator's word; what was changed between the former position and the"
                            + " present one is not in the stream slot={} former_position={} position={}"
                            + " accepted_by=\"init --new-slot\"",
                    settings.slot(),
                    standing.last(),
                    standing.position());
        }
    }

    /** Empty while nothing can be planned yet. */
    private Optional<StreamPlan> prepared(ReplicationSource source, Consumer<String> waiting)
            throws SQLException, PreconditionException, SlotBusyException, E, InterruptedException {
        try {
            StreamPlan plan = source.prepare(() -> false, waiting, history);
            if (plan.joinPending()) {
                waiting.accept(
                        "a publication joins when the transactions have ended that were open when it was made; see"
                                + " pg_stat_activity (backend_xid) and pg_prepared_xacts: "
                                + settings.names().stream()
                                        .map(PublicationName::value)
                                        .toList());
            }
            return Optional.of(plan);
        } catch (PreconditionException e) {
            if (e.reason() != Reason.JOIN_WAITING) {
                throw e;
            }
            waiting.accept(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
