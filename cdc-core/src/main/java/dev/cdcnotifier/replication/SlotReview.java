package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the slot with what this process knows of it: whether it is the one that was streamed, where it was left, and
 * whether it is free. One instance per slot, kept as long as the process; callable from any thread.
 */
final class SlotReview {

    private static final Logger log = LoggerFactory.getLogger(SlotReview.class);

    private static final String OBJECT_IN_USE = "55006";

    private final SlotName name;
    private final SlotMemory memory;
    private final SlotSetup setup;

    /** Our own sessions that stood by: pooled, and so possibly still there when we stream. */
    private final Set<Integer> ownStandbys = ConcurrentHashMap.newKeySet();

    private volatile @Nullable SlotStatus lastSeen;
    private volatile int otherRunners;

    SlotReview(SlotName name, SlotMemory memory, SlotSetup setup) {
        this.name = name;
        this.memory = memory;
        this.setup = setup;
    }

    @Nullable
    SlotStatus lastSeen() {
        return lastSeen;
    }

    /** The slot as it is about to be streamed. */
    void saw(Slot slot) {
        lastSeen = slot.status();
    }

    int otherRunners() {
        return otherRunners;
    }

    /**
     * Who holds the slot is asked before where it is: while another runner streams it, it is ahead as a matter of course.
     *
     * @param others what else is wrong, to be told together with what is wrong with the slot: after a slot that cannot
     *     be used, which is the first thing to say, and before one that is to be made, which comes last
     * @param history asked when it is not where this process left it: another runner may have moved it
     * @throws PreconditionException when it cannot be used, or is not where it was left
     * @throws SlotBusyException when it is active
     */
    <E extends Exception> void requireReady(
            Connection connection,
            ServerCheck.Usable usable,
            Optional<Slot> slot,
            List<Problem> others,
            SlotHistory<E> history)
            throws SQLException, PreconditionException, SlotBusyException, E, InterruptedException {
        look(connection, slot);
        List<Problem> problems = setup.problems(usable.facts(), slot, memory);
        throwIfAny(problems, slot.isPresent() ? problems.size() : 0, others);
        if (slot.isEmpty()) {
            return;
        }
        if (!slot.get().isBeingMade()) {
            memory.seen();
        }
        requireFree(connection, slot.get());
        problems = positionProblems(usable, slot.get(), memory.lastConfirmed());
        if (!problems.isEmpty() && isLeftByAnother(usable, slot.get(), history)) {
            log.info("another runner has streamed the slot since this one did: slot={}", name);
            memory.forget();
            problems = List.of();
        }
        throwIfAny(problems, problems.size(), others);
    }

    /**
     * All that is wrong with the slot, be it held by anybody or not.
     *
     * @param deliveredBefore {@link SlotMemory#lastConfirmed} of before the server was asked
     */
    List<Problem> problems(Connection connection, ServerCheck.Usable usable, Optional<Slot> slot, Lsn deliveredBefore)
            throws SQLException {
        look(connection, slot);
        List<Problem> problems = new ArrayList<>(setup.problems(usable.facts(), slot, memory));
        if (slot.isPresent()) {
            problems.addAll(positionProblems(usable, slot.get(), deliveredBefore));
        }
        return problems;
    }

    /** The exception itself, unless it says that somebody else was faster with the slot. */
    static SQLException busyOr(SourceDatabase database, SlotName name, SQLException e) throws SlotBusyException {
        if (!OBJECT_IN_USE.equals(e.getSQLState())) {
            return e;
        }
        throw new SlotBusyException(name, holder(database, name), e);
    }

    void look(Connection connection, Optional<Slot> slot) throws SQLException {
        lastSeen = slot.map(Slot::status).orElse(null);
        if (slot.isEmpty()) {
            memory.missed();
        }
        otherRunners = Math.toIntExact(SlotPresence.holders(connection, name).stream()
                .filter(pid -> !memory.holds(OptionalInt.of(pid)) && !ownStandbys.contains(pid))
                .count());
        if (otherRunners > 0) {
            memory.accompanied();
        }
    }

    private void requireFree(Connection connection, Slot slot) throws SQLException, SlotBusyException {
        if (!slot.active()) {
            return;
        }
        OptionalInt backend = slot.status().activePid();
        if (!memory.holds(backend) && SlotPresence.isRunner(connection, name, backend)) {
            ownStandbys.add(SlotPresence.announce(connection, name));
            memory.forget();
        }
        throw new SlotBusyException(name, slot.holder(), null);
    }

    private List<Problem> positionProblems(ServerCheck.Usable usable, Slot slot, Lsn deliveredBefore) {
        Lsn position = slot.status().confirmedFlush();
        if (memory.followsRunner(usable.facts(), position)) {
            log.warn(
                    "the slot is ahead of what this process delivered; another runner stood by for it, so that one has"
                            + " delivered what lies between: slot={} position={}",
                    name,
                    position);
        }
        return memory.problems(usable.facts(), position, usable.flushed(), deliveredBefore);
    }

    private static <E extends Exception> boolean isLeftByAnother(
            ServerCheck.Usable usable, Slot slot, SlotHistory<E> history) throws E, InterruptedException {
        return new SlotRecall(history.recall(usable.facts()), usable.facts())
                .covers(slot.status().confirmedFlush(), usable.flushed());
    }

    private static String holder(SourceDatabase database, SlotName name) {
        try (Connection connection = database.connection()) {
            return ReplicationSlots.read(connection, name)
                    .map(Slot::holder)
                    .filter(text -> !text.isEmpty())
                    .orElse("another session");
        } catch (SQLException e) {
            log.debug("cannot ask who holds the slot: slot={}", name, e);
            return "another session";
        }
    }

    private static void throwIfAny(List<Problem> problems, int position, List<Problem> others)
            throws PreconditionException {
        if (!problems.isEmpty()) {
            List<Problem> all = new ArrayList<>(problems);
            all.addAll(position, others);
            throw new PreconditionException(all);
        }
    }
}
