package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.ReplicationSource;
import dev.cdcnotifier.replication.SlotStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the server a moment to note that a session ends. If it cannot be asked, the next start repeats a few messages, or
 * waits a little for the slot, no more. For the slot's thread.
 */
final class OrderlyEnd {

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyEnd.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReplicationSource source;
    private final String stream;
    private boolean isAnswered;

    OrderlyEnd(ReplicationSource source, String stream) {
        this.source = source;
        this.stream = stream;
    }

    /**
     * The connection is cut, not closed in turn; a cut may overtake the last status on its way. So the server is asked
     * before whether it has it.
     */
    void awaitConfirmed(Lsn confirmed) throws InterruptedException {
        isAnswered = await("last confirmation", slot -> !slot.confirmedFlush().isBefore(confirmed));
    }

    /** Once the connection is cut, so that whoever wants the slot next finds it free, be it our own next session. */
    void awaitFree(int backendPid) throws InterruptedException {
        if (!isAnswered) {
            return;
        }
        await("slot being free", slot -> !slot.activePid().equals(OptionalInt.of(backendPid)));
    }

    /** Whether the server could be asked. */
    private boolean await(String what, Predicate<SlotStatus> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!source.status().map(condition::test).orElse(true) && System.nanoTime() - end < 0) {
                Thread.sleep(10);
            }
            return true;
        } catch (SQLException e) {
            LOG.warn("cannot ask the server about the {} stream={}: {}", what, stream, e.getMessage());
            return false;
        }
    }
}
