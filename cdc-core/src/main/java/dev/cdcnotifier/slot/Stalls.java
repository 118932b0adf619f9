package dev.cdcnotifier.slot;

import dev.cdcnotifier.replication.WalsenderLook;
import dev.cdcnotifier.replication.WalsenderLook.Standby;
import dev.cdcnotifier.supervision.Stall;
import java.util.List;
import java.util.stream.Collectors;

/** Names the cause of a stall by what the walsender does. Pure. */
final class Stalls {

    /** The reason of a walsender that waits for standbys. */
    static final String WAITING_FOR_STANDBY = "waiting_for_standby";

    /** The reason of a walsender that waits for a lock. */
    static final String WAITING_FOR_LOCK = "waiting_for_lock";

    /** The reason of a walsender that moves a large transaction between memory and disk. */
    static final String SPILLING = "spilling";

    /** The reason of a walsender that reads and decodes. */
    static final String DECODING = "decoding";

    /** The reason of a walsender that does anything else. */
    static final String SERVER_SILENT = "server_silent";

    private Stalls() {}

    /** @param before the look before, between which and the present one nothing was sent */
    static Stall of(WalsenderLook before, WalsenderLook now) {
        if (now.waitsForStandby()) {
            return waitingForStandby(now.standbys());
        }
        if (now.waitsForLock()) {
            return new Stall(
                    WAITING_FOR_LOCK,
                    "the walsender waits for a lock (" + now.event() + ") that another session holds"
                            + (now.blockers().isEmpty() ? "" : ": " + String.join("; ", now.blockers()))
                            + ". The stream goes on when that transaction ends",
                    false);
        }
        if (now.isSpilling() || now.isWorking() && now.spilledBytes() > before.spilledBytes()) {
            return new Stall(
                    SPILLING,
                    "PostgreSQL decodes a transaction larger than logical_decoding_work_mem by way of its disk, and has"
                            + " sent nothing of it yet. It goes on by itself",
                    true);
        }
        if (now.isWorking()) {
            return new Stall(
                    DECODING,
                    "PostgreSQL reads and decodes its WAL and has nothing to send yet: a large transaction, or much WAL"
                            + " that is not for this stream. It goes on by itself",
                    true);
        }
        return new Stall(
                SERVER_SILENT,
                "PostgreSQL has WAL for the stream and sends nothing: the walsender waits for " + now.eventType() + '/'
                        + now.event(),
                false);
    }

    private static Stall waitingForStandby(List<Standby> standbys) {
        String missing = standbys.stream()
                .filter(standby -> !standby.active())
                .map(standby -> standby.slot() + (standby.exists() ? " is inactive" : " does not exist"))
                .collect(Collectors.joining(", "));
        String others = standbys.stream()
                .filter(Standby::active)
                .map(standby -> '\'' + standby.slot().replace("'", "''") + '\'')
                .collect(Collectors.joining(", "));
        String what =
                "PostgreSQL holds back what is committed until every standby of synchronized_standby_slots has it: ";
        return new Stall(
                WAITING_FOR_STANDBY,
                missing.isEmpty()
                        ? what + "a connected one lags (" + others + ")"
                        : what + missing + ". Start that standby; when it is gone for good, a superuser takes it out of"
                                + " the list. Run: ALTER SYSTEM SET synchronized_standby_slots = "
                                + (others.isEmpty() ? "''" : others) + "; SELECT pg_reload_conf();",
                false);
    }
}
