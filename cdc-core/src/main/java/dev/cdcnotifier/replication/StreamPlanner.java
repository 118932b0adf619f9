package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Decides from where the next session streams what, once publications and slot are as they have to be. One instance per
 * slot, kept as long as the process; used by the one thread that prepares the stream.
 */
final class StreamPlanner {

    private static final String UNDEFINED_OBJECT = "42704";

    private final ReplicationSettings settings;
    private final SlotMemory memory;
    private final SlotSetup slotSetup;
    private final Joins joins;

    /** What the server said when it did not know a publication at a change; null when it did not. */
    private final AtomicReference<@Nullable String> unknownPublication = new AtomicReference<>();

    StreamPlanner(ReplicationSettings settings, SlotMemory memory, SlotSetup slotSetup) {
        this.settings = settings;
        this.memory = memory;
        this.slotSetup = slotSetup;
        this.joins = new Joins(settings.slot(), settings.publicationProvision());
    }

    /** What has to be done before the slot is moved. */
    interface BeforeMove<E extends Exception> {
        void to(Lsn position) throws SQLException, PreconditionException, E, InterruptedException;
    }

    /**
     * The next session.
     *
     * @param made whether the slot was made just now, after all publications
     * @param comments the publications and the comments on them
     * @param beforeMove told to where the slot is about to be moved
     * @throws PreconditionException when no publication can be streamed yet, or one was left joining by somebody else
     */
    <E extends Exception> StreamPlan plan(
            Connection connection,
            ServerFacts server,
            Slot slot,
            boolean made,
            Map<PublicationName, String> comments,
            BeforeMove<E> beforeMove)
            throws SQLException, PreconditionException, E, InterruptedException {
        Lsn known = memory.confirmedOn(server);
        Lsn confirmed = slot.status().confirmedFlush();
        Lsn position = Lsn.max(confirmed, known);
        Lsn resumeAt = known.isAfter(confirmed) ? known : Lsn.NONE;
        if (server.joinsByItself()) {
            return new StreamPlan(server, settings.names(), position, resumeAt, Lsn.MAX, false);
        }
        if (made) {
            joins.joinAt(connection, server, comments, confirmed);
        }
        String answer = unknownPublication.getAndSet(null);
        if (answer != null) {
            joins.answeredUnknown(connection, server, comments, answer);
        }
        Joins.Plan plan = joins.plan(connection, server, comments, position);
        if (plan.streamed().isEmpty()) {
            position = passBacklog(connection, plan, beforeMove);
            resumeAt = Lsn.NONE;
            plan = joins.plan(connection, server, comments, position);
        }
        return new StreamPlan(
                server,
                plan.streamed(),
                position,
                resumeAt,
                plan.limit(),
                !plan.waiting().isEmpty());
    }

    /** With nothing to stream before the first joining position, the slot is moved there: pgoutput needs a publication. */
    private <E extends Exception> Lsn passBacklog(Connection connection, Joins.Plan plan, BeforeMove<E> beforeMove)
            throws SQLException, PreconditionException, E, InterruptedException {
        if (plan.limit().equals(Lsn.MAX)) {
            throw new PreconditionException(
                    Reason.JOIN_WAITING,
                    "slot " + settings.slot() + " has nothing to stream yet: " + plan.waiting()
                            + " join when the transactions have ended that were open when the publications were made;"
                            + " see pg_stat_activity (backend_xid) and pg_prepared_xacts");
        }
        beforeMove.to(plan.limit());
        slotSetup.advance(plan.limit());
        Lsn reached = ReplicationSlots.read(connection, settings.slot())
                .map(slot -> slot.status().confirmedFlush())
                .orElse(Lsn.NONE);
        if (reached.isBefore(plan.limit())) {
            throw new SQLException("slot " + settings.slot() + " was to move to " + plan.limit() + " and is at "
                    + reached + "; it will be tried again");
        }
        memory.confirmed(reached);
        return reached;
    }

    /** Whether a publication that had to wait can join now. */
    boolean joinReady(Connection connection) throws SQLException {
        return joins.ready(connection);
    }

    /** Takes note of a stream's failure, from which the next plan may learn. */
    void streamFailed(SQLException e) {
        if (UNDEFINED_OBJECT.equals(e.getSQLState())) {
            unknownPublication.set(e.getMessage());
        }
    }
}
