package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks at one slot: whether it can be streamed, who does, and how much log the server keeps for it. For one thread. */
final class SlotInspection {

    private static final String WAL_HELD = "WAL held";
    private static final String FAILOVER = "failover slot";

    /** With less than a fifth of the allowance left, a stream that is down loses its slot soon. */
    private static final int LOW_SHARE = 5;

    private final ReplicationSettings settings;
    private final SlotSetup setup;
    private final Checklist list;
    private final String name;

    private final SlotJudge judge;

    /** Judges a slot by what is remembered of it; empty when nothing is wrong, or when that cannot be asked now. */
    @FunctionalInterface
    interface SlotJudge {
        List<Problem> problems(ServerFacts server, Optional<Slot> slot) throws SQLException;
    }

    SlotInspection(ReplicationSettings settings, SlotSetup setup, SlotJudge judge, Checklist list) {
        this.judge = judge;
        this.settings = settings;
        this.setup = setup;
        this.list = list;
        this.name = "slot " + settings.slot();
    }

    void plan() {
        list.plan(name, WAL_HELD);
        if (settings.failoverSlot()) {
            list.plan(FAILOVER);
        }
    }

    void look(Connection connection, ServerFacts server, Optional<Slot> slot) throws SQLException {
        SlotMemory nothing = new SlotMemory(settings.slot());
        List<Problem> problems = new ArrayList<>(setup.problems(server, slot, nothing));
        List<Problem> failover = problems.stream()
                .filter(problem -> problem.reason() == Reason.SLOT_FAILOVER)
                .toList();
        problems.removeAll(failover);
        if (problems.isEmpty()) {
            problems.addAll(judge.problems(server, slot));
        }
        ServerLimits limits = ServerLimits.read(connection, List.of(settings.slot()));
        if (slot.isEmpty()) {
            list.add(missing(server, nothing, problems));
            list.add(Precondition.skipped(WAL_HELD, "there is no slot"));
        } else {
            list.add(
                    problems.isEmpty()
                            ? held(connection, slot.get())
                            : SourceInspection.judged(name, "cannot be used", problems));
            list.add(walHeld(slot.get().status(), limits));
        }
        if (settings.failoverSlot()) {
            list.add(failover(slot, failover));
        }
    }

    private Precondition missing(ServerFacts server, SlotMemory nothing, List<Problem> problems) {
        return problems.isEmpty()
                ? Precondition.pending(
                        name,
                        "does not exist, is made at the start",
                        "it begins where the log ends then: what was changed before is not streamed",
                        Remedy.sql(setup.missing(server, nothing).sql()))
                : SourceInspection.judged(name, "does not exist", problems);
    }

    /** Another runner is what a standby waits for; anybody else keeps the stream from starting. */
    private Precondition held(Connection connection, Slot slot) throws SQLException {
        if (!slot.active()) {
            return Precondition.ok(name, "free, at " + slot.status().confirmedFlush());
        }
        String holder = slot.holder();
        boolean isRunner =
                SlotPresence.isRunner(connection, settings.slot(), slot.status().activePid());
        Optional<Slot> now = ReplicationSlots.read(connection, settings.slot());
        if (!isRunner
                && !now.map(one -> one.status().activePid())
                        .equals(Optional.of(slot.status().activePid()))) {
            return Precondition.ok(name, "held until a moment ago by " + holder + ", given up meanwhile");
        }
        if (isRunner) {
            if (slot.isBeingMade()) {
                return beingMade(connection, slot);
            }
            return Precondition.ok(name, "streamed by a cdc-notifier: " + holder);
        }
        return Precondition.failed(
                name,
                "held by " + holder,
                "slot_busy",
                new SlotBusyException(settings.slot(), holder, null).getMessage()
                        + ", which is not a cdc-notifier: stop it, for good, then end what it left behind",
                Remedy.sql(List.of("SELECT pg_catalog.pg_terminate_backend("
                        + slot.status().activePid().orElse(0) + ");")));
    }

    private Precondition beingMade(Connection connection, Slot slot) throws SQLException {
        Optional<TransactionWait> wait =
                TransactionWait.of(connection, slot.status().activePid().orElse(0));
        return Precondition.pending(
                name,
                "is being made by a cdc-notifier: " + slot.holder(),
                wait.map(one -> "it waits for " + one).orElse(""),
                List.of());
    }

    private Precondition walHeld(SlotStatus status, ServerLimits limits) {
        String found = bytes(status.retainedBytes()) + ", unconfirmed " + bytes(status.lagBytes()) + ", "
                + (status.walStatus().isEmpty() ? "of unknown status" : status.walStatus()) + ", "
                + allowance(status, limits);
        String danger = danger(status, limits);
        return danger == null
                ? Precondition.ok(WAL_HELD, found)
                : Precondition.warning(WAL_HELD, found, "wal_held", danger, List.of());
    }

    private static String allowance(SlotStatus status, ServerLimits limits) {
        OptionalLong safe = status.safeWalSizeBytes();
        return safe.isEmpty()
                ? "no limit"
                : bytes(Math.max(0, safe.getAsLong())) + " left of max_slot_wal_keep_size = " + limits.slotWalKept();
    }

    private static @Nullable String danger(SlotStatus status, ServerLimits limits) {
        long safe = status.safeWalSizeBytes().orElse(Long.MAX_VALUE);
        if (status.walStatus().equals("unreserved") || safe < status.retainedBytes() / (LOW_SHARE - 1)) {
            return "the slot is about to be invalidated, and what it keeps would be lost: start the stream, or raise"
                    + " max_slot_wal_keep_size";
        }
        if (status.walStatus().equals("extended")) {
            return "the server keeps more log than max_wal_size because of this slot: start the stream, or its disk fills";
        }
        String idle = limits.idleSlotTimeout();
        if (idle != null && !idle.equals("0")) {
            return "idle_replication_slot_timeout is " + idle + ": a stream that is down for longer loses its slot";
        }
        return null;
    }

    private Precondition failover(Optional<Slot> slot, List<Problem> problems) {
        if (problems.isEmpty() && slot.filter(setup::lacksFailover).isPresent()) {
            return Precondition.pending(
                    FAILOVER, "not yet, is made one at the start", "", List.of(setup.failoverRemedy()));
        }
        if (!problems.isEmpty()) {
            return Precondition.failed(
                    FAILOVER,
                    "no",
                    Reason.SLOT_FAILOVER.code(),
                    problems.get(0).message(),
                    slot.isPresent() ? List.of(setup.failoverRemedy()) : List.of());
        }
        return Precondition.ok(FAILOVER, slot.isPresent() ? "yes" : "will be made as one");
    }

    /** In the unit that people read: 512 kB, 3.2 GB. */
    private static String bytes(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " bytes";
        }
        String[] units = {"kB", "MB", "GB", "TB", "PB"};
        double size = bytes / 1024.0;
        int unit = 0;
        while (size >= 1024 && unit < units.length - 1) {
            size /= 1024;
            unit++;
        }
        return (size >= 10 ? Long.toString(Math.round(size)) : Long.toString(Math.round(size * 10) / 10))
                + ' '
                + units[unit];
    }
}
