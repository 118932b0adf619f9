package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import dev.cdcnotifier.pg.SlotName;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of a slot from the sessions it had: the server keeps a confirmed position in memory until its
 * next checkpoint and goes back behind it when it crashes, we need not. Holds only on one system and timeline.
 *
 * <p>Callable from any thread.
 */
final class SlotMemory {

    private final SlotName slot;
    private @Nullable ServerFacts server;
    private Lsn confirmed = Lsn.NONE;
    private OptionalInt backendPid = OptionalInt.empty();
    private boolean seen;
    private boolean gone;
    private boolean accompanied;
    private @Nullable RememberedPosition recalled;
    private @Nullable Reason accepted;

    SlotMemory(SlotName slot) {
        this.slot = slot;
    }

    /** The slot exists and can be used; from now on its absence is a loss and not a beginning. */
    synchronized void seen() {
        seen = true;
    }

    /** The slot does not exist: if it did before, what comes back under its name is another one. */
    synchronized void missed() {
        gone = seen;
    }

    /** There was a slot before this process, and a session left it at this position. */
    synchronized void recalled(RememberedPosition last, ServerFacts current) {
        seen = true;
        recalled = last;
        if (last.systemId().equals(current.systemId()) && last.timeline() == current.timeline()) {
            server = current;
            confirmed = last.position();
        }
    }

    /** An operator accepts what this says of the slot: it is taken, or made again, as it is then. */
    synchronized void accept(Reason reason) {
        accepted = reason;
        forget();
        // Whoever accepts that the slot was moved has not seen that it is gone.
        if (allowsNewSlot()) {
            seen = false;
        }
    }

    /** Whether a slot may be made although there was one. */
    synchronized boolean allowsNewSlot() {
        return accepted == Reason.SLOT_MISSING || accepted == Reason.SLOT_LOST;
    }

    synchronized boolean isAccepted() {
        return accepted != null;
    }

    /** Whether the slot is accepted where it is; asked once by each session. */
    synchronized boolean takeAccepted() {
        boolean was = accepted != null;
        accepted = null;
        return was;
    }

    /** Another runner stands by while this one streams: it takes and moves the slot whenever this one loses it. */
    synchronized void accompanied() {
        accompanied = true;
    }

    synchronized boolean wasSeen() {
        return seen;
    }

    /** A session begins: everything before the position was delivered, by this process or by one before. */
    synchronized void started(ServerFacts on, Lsn position, int pid) {
        server = on;
        confirmed = position;
        backendPid = OptionalInt.of(pid);
        accompanied = false;
        recalled = null;
    }

    /** Everything before the position is delivered. */
    synchronized void confirmed(Lsn position) {
        confirmed = Lsn.max(confirmed, position);
    }

    /** Whether the slot is still held by the last session of this process, which the server has yet to notice is gone. */
    synchronized boolean holds(OptionalInt activePid) {
        return activePid.isPresent() && activePid.equals(backendPid);
    }

    /** The slot is accepted where it is: another runner streams it, or an operator wants it so. */
    synchronized void forget() {
        recalled = null;
        server = null;
        confirmed = Lsn.NONE;
        backendPid = OptionalInt.empty();
        gone = false;
    }

    /**
     * Forgets the position when the slot is ahead of it and another runner is known, which then has delivered what lies
     * between. A slot that was gone in between is not explained by that.
     *
     * @return whether it was so
     */
    synchronized boolean followsRunner(ServerFacts current, Lsn slotAt) {
        boolean follows = accompanied && !gone && isAhead(current, slotAt);
        if (follows) {
            forget();
        }
        return follows;
    }

    private boolean isAhead(ServerFacts current, Lsn slotAt) {
        Lsn known = confirmedOn(current);
        return !known.equals(Lsn.NONE) && slotAt.isAfter(known);
    }

    /** Up to where everything is delivered as far as this process knows; {@link Lsn#NONE} when it knows nothing. */
    synchronized Lsn confirmedOn(ServerFacts current) {
        return server != null && server.sameHistory(current) ? confirmed : Lsn.NONE;
    }

    /**
     * Whether the slot, or the log, is not where it can be after what this process saw.
     *
     * @param logEnd the end of the server's log
     * @param deliveredBefore {@link #lastConfirmed} of before the log's end was read: a session may go on meanwhile
     */
    synchronized List<Problem> problems(ServerFacts current, Lsn slotAt, Lsn logEnd, Lsn deliveredBefore) {
        if (gone) {
            return List.of(new Problem(
                    Reason.SLOT_MOVED,
                    "slot " + slot + " did not exist a while ago and does now, at " + slotAt + ": it was made anew by"
                            + " somebody else, and what was changed in between is not in it" + whereItWas()
                            + SlotRecall.TO_GO_ON));
        }
        Lsn known = confirmedOn(current);
        if (known.equals(Lsn.NONE)) {
            return List.of();
        }
        if (isAhead(current, slotAt)) {
            return List.of(new Problem(
                    Reason.SLOT_MOVED,
                    "slot " + slot + " is confirmed up to " + slotAt + ", but the stream delivered only up to "
                            + known + ": it was moved, or dropped and made again, by somebody else, and what lies"
                            + " between is not delivered" + SlotRecall.TO_GO_ON));
        }
        if (Lsn.min(known, deliveredBefore).isAfter(logEnd)) {
            return List.of(new Problem(
                    Reason.SLOT_MOVED,
                    "the server's log ends at " + logEnd + ", before " + known + ", up to where slot " + slot
                            + " was delivered: the server was set back. To go on from where it is, resume the"
                            + " stream"));
        }
        return List.of();
    }

    /** Up to where everything is delivered, as of the server that was last seen; {@link Lsn#NONE} when that is not known. */
    synchronized Lsn lastConfirmed() {
        return confirmed;
    }

    synchronized String whereItWas() {
        if (recalled != null) {
            return ", was at " + recalled;
        }
        return confirmed.equals(Lsn.NONE) ? "" : ", was at " + confirmed;
    }
}
