package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Relations;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;

/** All that a slot's loop does with a message between the driver and the producer, for the benchmarks. One thread. */
public final class RowPath {

    private static final String STREAM = "bench";

    private final SlotMetrics metrics = new SlotMetrics(new SimpleMeterRegistry(), STREAM);
    private final TransactionReader reader;

    /** A new connection's. */
    public RowPath(AckLedger ledger, Delivery delivery, ChangeMapper mapper) {
        reader = new TransactionReader(
                STREAM,
                ledger,
                new Relations(mapper),
                new RowMapping(STREAM, delivery, null, new SkippedRows(STREAM, new RecentEvents()), metrics),
                metrics,
                Lsn.MAX,
                RowPosition.NONE);
    }

    /**
     * Decodes a message, maps its row and sends what that becomes.
     *
     * @throws IllegalStateException when the row can become nothing
     */
    public void read(ByteBuffer message, long nowNanos) {
        try {
            reader.read(PgOutputDecoder.decode(message), nowNanos);
        } catch (PoisonStopException | DeliveryException e) {
            throw new IllegalStateException("a benchmark's row stops the stream", e);
        }
    }

    /** Rows mapped so far. */
    public long rows() {
        return metrics.rows();
    }
}
