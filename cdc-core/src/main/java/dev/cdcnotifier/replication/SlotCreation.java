package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.SlotName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, while a slot is being made, what the server waits for: each transaction that was open when it began. That takes as
 * long as these last. The same thread makes the slot and looks, in between two reads of the connection that is waiting.
 */
final class SlotCreation {

    private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long LEAST_NANOS = Duration.ofSeconds(5).toNanos();

    private final SourceDatabase database;
    private final SlotName slot;
    private final Duration silenceLimit;
    private final Consumer<String> waiting;

    private int backend;
    private long answeredNanos = System.nanoTime();
    private long loggedNanos = answeredNanos - REPEAT_NANOS;
    private @Nullable String loggedXid;

    /**
     * @param silenceLimit after how long without any answer the server is taken for gone
     * @param waiting told what is waited for, about once a second while there is something
     */
    SlotCreation(SourceDatabase database, SlotName slot, Duration silenceLimit, Consumer<String> waiting) {
        this.database = database;
        this.slot = slot;
        this.silenceLimit = silenceLimit;
        this.waiting = waiting;
    }

    /** Watches the connection that the slot is made on. */
    LinkWatch watch() {
        return new LinkWatch(BETWEEN_LOOKS, this::look);
    }

    /** Makes the slot; it shows as one of a cdc-notifier's meanwhile. */
    void on(Connection connection, ServerFacts server, boolean failover) throws SQLException {
        backend = SlotPresence.announce(connection, slot);
        ReplicationSlots.create(connection, server, slot, failover);
    }

    private void look() throws IOException {
        if (backend == 0) {
            return;
        }
        try (Connection connection = database.connection()) {
            TransactionWait.of(connection, backend).ifPresent(this::tell);
            answeredNanos = System.nanoTime();
        } catch (SQLException e) {
            LOG.debug("cannot see what the making of the slot waits for: slot={}", slot, e);
            if (System.nanoTime() - answeredNanos > silenceLimit.toNanos()) {
                throw new IOException("the server has not answered for " + silenceLimit.toSeconds() + " s", e);
            }
        }
    }

    private void tell(TransactionWait wait) {
        String text = "slot " + slot + " is being made and waits for " + wait;
        waiting.accept(text);
        boolean isNew = !wait.xid().equals(loggedXid);
        if (System.nanoTime() - loggedNanos > (isNew ? LEAST_NANOS : REPEAT_NANOS)) {
            loggedNanos = System.nanoTime();
            loggedXid = wait.xid();
            LOG.warn("{}", text);
        }
    }
}
