package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.OutboxWithoutKafka;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.progressor.ErlangPhash2;
import dev.cdcnotifier.progressor.ProgressorMapper;
import dev.cdcnotifier.slot.RowPath;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The whole way of a transaction between the driver and the producer: decoded, mapped, made a record, entered in the
 * ledger, confirmed, and its position asked for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PathBenchmark {

    static final int BATCH = 64;

    private final ByteBuffer[][] transactions = new ByteBuffer[DrainRows.TRANSACTIONS][];
    private final ErlangPhash2 keyHash = new ErlangPhash2();
    private final AckLedger ledger = OutboxWithoutKafka.ledger();
    private final Callback[] confirmations = new Callback[BATCH];
    private final ProducerRecord<?, ?>[] records = new ProducerRecord<?, ?>[BATCH];
    private final RowPath path;
    private int taken;
    private int next;

    /** Opens the way and describes the tables. */
    public PathBenchmark() {
        ProgressorMapper mapper = new ProgressorMapper(List.of(DrainRows.ROUTE));
        path = new RowPath(ledger, OutboxWithoutKafka.open(ledger, keyHash, mapper.destinations(), this::take), mapper);
        path.read(DrainRows.describeEvents(), 0);
        path.read(DrainRows.describeProcesses(), 0);
    }

    /** Makes the transactions. */
    @Setup
    public void prepare() {
        byte[][] payloads = Payloads.of(DrainRows.PAYLOAD_BYTES);
        for (int i = 0; i < DrainRows.TRANSACTIONS; i++) {
            transactions[i] = DrainRows.transaction(i, payloads[i % payloads.length]);
        }
    }

    /** Transactions of two rows, of which one becomes a record; they are confirmed by the batch, the last one first. */
    @Benchmark
    @OperationsPerInvocation(BATCH * DrainRows.ROWS_PER_TRANSACTION)
    public Lsn transactions(Blackhole hole) {
        taken = 0;
        for (int i = 0; i < BATCH; i++) {
            for (ByteBuffer message : transactions[next++ & DrainRows.TRANSACTIONS - 1]) {
                path.read(message, 0);
            }
        }
        while (taken > 0) {
            taken--;
            hole.consume(records[taken]);
            confirmations[taken].onCompletion(null, null);
        }
        return ledger.completed();
    }

    private void take(ProducerRecord<byte[], byte[]> record, Callback confirmation) {
        records[taken] = record;
        confirmations[taken] = confirmation;
        taken++;
    }

    /** The records of the last batch. */
    ProducerRecord<?, ?>[] records() {
        return records.clone();
    }
}
