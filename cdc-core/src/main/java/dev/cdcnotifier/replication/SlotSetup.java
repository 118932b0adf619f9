package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a slot what its settings want, over connections of its own: these statements wait for other people's
 * transactions, or read a backlog, and may take long.
 */
final class SlotSetup {

    private static final Logger log = LoggerFactory.getLogger(SlotSetup.class);

    private static final Duration NEVER_SILENT = Duration.ofMinutes(1);

    private static final int CANCEL_REQUESTS = 100;
    private static final long CANCEL_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SourceDatabase database;
    private final ReplicationSettings settings;
    private final AtomicReference<@Nullable PGConnection> working = new AtomicReference<>();
    private BooleanSupplier cancelled = () -> false;

    SlotSetup(SourceDatabase database, ReplicationSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** What runs on a connection. */
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    /**
     * What is wrong with the slot, or its absence, and will not be mended here.
     *
     * @param memory what this process knows of it
     */
    List<Problem> problems(ServerFacts server, Optional<Slot> slot, SlotMemory memory) {
        List<Problem> problems = new ArrayList<>();
        boolean create = settings.slotProvision() == Provision.CREATE;
        if (slot.isPresent()) {
            problems.addAll(ReplicationSlots.problems(settings.slot(), slot.get()));
        } else if (!create || memory.wasSeen()) {
            problems.add(missing(server, memory));
        }
        if (settings.failoverSlot() && server.major() < 17) {
            problems.add(new Problem(
                    Reason.SLOT_FAILOVER,
                    "slot " + settings.slot() + " is to be a failover slot, which PostgreSQL " + server.major()
                            + " does not have; 17 is the first"));
        } else if (slot.isPresent() && lacksFailover(slot.get()) && !create) {
            problems.add(new Problem(
                    Reason.SLOT_FAILOVER,
                    "slot " + settings.slot()
                            + " is to be a failover slot and is none; on a replication connection run "
                            + failoverCommand()));
        }
        return problems;
    }

    Problem missing(ServerFacts server, SlotMemory memory) {
        String createSql = ReplicationSlots.createSql(server, settings.slot(), settings.failoverSlot());
        if (!memory.wasSeen()) {
            return new Problem(Reason.SLOT_MISSING, "slot " + settings.slot() + " does not exist", createSql);
        }
        String gone = "slot " + settings.slot() + " does not exist" + memory.whereItWas()
                + ": it was dropped, or a failover left it behind; changes since then may be missing from the stream. It is"
                + " not made again by itself: a new slot starts at the present. To go on without them, ";
        return settings.slotProvision() == Provision.CREATE
                ? new Problem(
                        Reason.SLOT_MISSING,
                        gone + "resume the stream, or run cdc-notifier init --new-slot while the stream is stopped")
                : new Problem(Reason.SLOT_MISSING, gone + "make it, then resume the stream", createSql);
    }

    /**
     * Makes the slot. Waits until the transactions have ended that are open now, however long they last.
     *
     * @param again whether there was one before
     * @param waiting told what is waited for, about once a second while there is something
     */
    void create(ServerFacts server, boolean again, Consumer<String> waiting) throws SQLException {
        log.info("making the slot, after the transactions that are open now: slot={}", settings.slot());
        SlotCreation creation = new SlotCreation(database, settings.slot(), settings.silenceLimit(), waiting);
        work(creation.watch(), connection -> creation.on(connection, server, settings.failoverSlot()));
        if (again) {
            log.warn(
                    "made the slot again, on an operator's word; what was changed between the former one and this one is"
                            + " not in the stream: slot={}",
                    settings.slot());
        } else {
            log.info("made the slot: slot={}", settings.slot());
        }
    }

    /** Makes an inactive slot a failover slot when it is to be one. */
    void adapt(Slot slot) throws SQLException {
        if (!lacksFailover(slot)) {
            return;
        }
        LinkWatch watch = new LinkWatch(settings.silenceLimit());
        try (Connection connection = database.replicationConnection(watch, settings.walSenderTimeout());
                Statement statement = connection.createStatement()) {
            statement.execute(failoverCommand());
        }
        log.info("made the slot a failover slot: slot={}", settings.slot());
    }

    /** Moves the inactive slot to the position, over a backlog that holds nothing for this stream. */
    void advance(Lsn position) throws SQLException {
        log.info("moving the slot to where its publications join: slot={} position={}", settings.slot(), position);
        work(new LinkWatch(NEVER_SILENT, () -> {}), connection -> {
            SlotPresence.announce(connection, settings.slot());
            ReplicationSlots.advance(connection, settings.slot(), position);
        });
    }

    /** For the thread that prepares: what is asked before each statement that may wait, so that no cancel is missed. */
    void heed(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    /**
     * From any thread, after what {@link #heed} was given says so: lets a statement that waits on the server fail with
     * SQLSTATE 57014. A server that has not begun the statement ignores the request, so it is made until it is heard.
     */
    void cancel() throws SQLException {
        for (int i = 0; i < CANCEL_REQUESTS && working.get() != null; i++) {
            PGConnection connection = working.get();
            if (connection != null) {
                connection.cancelQuery();
                LockSupport.parkNanos(CANCEL_INTERVAL_NANOS);
            }
        }
    }

    private void work(LinkWatch watch, Work work) throws SQLException {
        try (Connection connection = database.unhurriedConnection(watch)) {
            working.set(connection.unwrap(PGConnection.class));
            if (cancelled.getAsBoolean()) {
                throw new SQLException("cancelled before it began", PSQLState.QUERY_CANCELED.getState());
            }
            work.on(connection);
        } finally {
            working.set(null);
        }
    }

    boolean lacksFailover(Slot slot) {
        return settings.failoverSlot() && Boolean.FALSE.equals(slot.failover());
    }

    /** What {@link #adapt} runs. */
    Remedy failoverRemedy() {
        return new Remedy(Remedy.Kind.REPLICATION_COMMAND, failoverCommand());
    }

    private String failoverCommand() {
        return "ALTER_REPLICATION_SLOT " + settings.slot() + " (FAILOVER true);";
    }
}
