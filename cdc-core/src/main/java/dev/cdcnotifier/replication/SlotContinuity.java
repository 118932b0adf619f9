package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.pg.SlotName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that the slot is the one the stream has always had, across the lives of processes, or that an operator has
 * given that one up. One instance per slot, kept as long as the process; for the thread that prepares the stream.
 */
final class SlotContinuity {

    private static final Logger LOG = LoggerFactory.getLogger(SlotContinuity.class);

    private final SlotName slot;
    private final SlotMemory memory;
    private final SlotSetup setup;
    private final SlotRecall.Histories histories;

    SlotContinuity(SlotName slot, SlotMemory memory, SlotSetup setup, SlotRecall.Histories histories) {
        this.slot = slot;
        this.memory = memory;
        this.setup = setup;
        this.histories = histories;
    }

    /**
     * Whether a slot that does not exist was given up by an operator; else it never existed.
     *
     * @throws PreconditionException when it existed and nobody has given it up
     */
    <E extends Exception> boolean isGivenUp(ServerFacts server, SlotHistory<E> history)
            throws PreconditionException, E, InterruptedException {
        if (memory.allowsNewSlot()) {
            return true;
        }
        SlotRecall recall = new SlotRecall(history.recallBeforeMaking(server), server);
        Optional<RememberedPosition> last = recall.last();
        if (last.isPresent()) {
            memory.recalled(last.get(), server);
            throw new PreconditionException(List.of(setup.missing(server, memory)));
        }
        recall.elsewhere()
                .ifPresent(other -> LOG.warn(
                        "a slot of this name was streamed from another server with a database of the same name; if this"
                                + " server replaces that one, what was changed after its last position is not in the"
                                + " stream: slot={} former_system={} former_position={} system={}",
                        slot,
                        other.systemId(),
                        other,
                        server.systemId()));
        return false;
    }

    /** Before the stream itself moves the slot: it is where it was left, and that it moves is remembered. */
    <E extends Exception> void beforeMoving(ServerFacts server, SlotStatus found, Lsn position, SlotHistory<E> history)
            throws SQLException, PreconditionException, E, InterruptedException {
        atRest(server, found, history);
        history.remember(server, position);
    }

    /** Compares a slot that nobody streams with what is remembered of it. */
    <E extends Exception> SlotStanding atRest(ServerFacts server, SlotStatus found, SlotHistory<E> history)
            throws SQLException, PreconditionException, E, InterruptedException {
        SlotRecall recall = new SlotRecall(history.recall(server), server);
        List<Problem> problems = problems(recall, found);
        if (!memory.isAccepted()) {
            throwIfAny(problems, recall, server);
        }
        return new SlotStanding(found.confirmedFlush(), recall.last().orElse(null), !problems.isEmpty());
    }

    /** @throws PreconditionException when somebody else moved the slot and no operator has accepted that */
    SlotStanding requireInPlace(ServerFacts server, SlotStatus found, List<RememberedPosition> remembered)
            throws SQLException, PreconditionException {
        SlotRecall recall = new SlotRecall(remembered, server);
        List<Problem> problems = problems(recall, found);
        if (!memory.takeAccepted()) {
            throwIfAny(problems, recall, server);
        }
        return new SlotStanding(found.confirmedFlush(), recall.last().orElse(null), !problems.isEmpty());
    }

    private List<Problem> problems(SlotRecall recall, SlotStatus found) throws SQLException {
        return recall.problems(slot, found.confirmedFlush(), found.walEnd(), histories);
    }

    /** What is remembered stands for what this process would know, so that the next attempt sees it without a session. */
    private void throwIfAny(List<Problem> problems, SlotRecall recall, ServerFacts server)
            throws PreconditionException {
        if (!problems.isEmpty()) {
            recall.last().ifPresent(last -> memory.recalled(last, server));
            throw new PreconditionException(problems);
        }
    }
}
