package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import java.util.List;

/**
 * The walsender of a running stream, and the end of the server's WAL, at one moment. See <a
 * href="https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-TABLE">wait events</a>.
 *
 * @param walEnd the end of the WAL on disk
 * @param eventType {@code wait_event_type} of the walsender; empty while it waits for nothing
 * @param event its {@code wait_event}; empty while it waits for nothing
 * @param spilledBytes how much the slot's decoding has written to disk so far
 * @param blockers the sessions that keep it from a lock, for people
 * @param standbys the slots that {@code synchronized_standby_slots} names, while the walsender waits for them
 */
public record WalsenderLook(
        Lsn walEnd, String eventType, String event, long spilledBytes, List<String> blockers, List<Standby> standbys) {

    /** A slot of {@code synchronized_standby_slots}: whether there is one of that name, and whether a standby uses it. */
    public record Standby(String slot, boolean exists, boolean active) {}

    public WalsenderLook {
        blockers = List.copyOf(blockers);
        standbys = List.copyOf(standbys);
    }

    /** Whether the walsender has read all WAL there is, and waits for more. */
    public boolean isCaughtUp() {
        // Written …WAL before PostgreSQL 17.
        return event.equalsIgnoreCase("WalSenderWaitForWal");
    }

    /** Whether it holds back what it has until standbys have it too (PostgreSQL 17 and later). */
    public boolean waitsForStandby() {
        return event.equals("WaitForStandbyConfirmation");
    }

    /** Whether it waits for a lock that another session holds. */
    public boolean waitsForLock() {
        return eventType.equals("Lock");
    }

    /** Whether it moves the changes of a large transaction between memory and disk. */
    public boolean isSpilling() {
        return event.startsWith("ReorderBuffer");
    }

    /** Whether it neither waits for its client nor for WAL. Then it reads no message, and answers none. */
    public boolean isBusy() {
        return !eventType.equals("Client") && !eventType.equals("Activity");
    }

    /** Whether it is at work: it waits for nothing, or only for the disk or for other backends for a moment. */
    public boolean isWorking() {
        return eventType.isEmpty() || eventType.equals("IO") || eventType.equals("LWLock");
    }
}
