package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.InFlight;
import dev.cdcnotifier.delivery.OutboxWithoutKafka;
import dev.cdcnotifier.pg.Lsn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Records are entered, confirmed in another order, and the position is asked for after every sixteen confirmations. All on one
 * thread: the cost of counting, not of threads that meet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LedgerBenchmark {

    static final int RECORDS = 1024;

    private static final int CONFIRMATIONS_PER_QUESTION = 16;
    private static final int RECORD_BYTES = 400;

    private final AckLedger ledger = OutboxWithoutKafka.ledger();
    private final InFlight[] sent = new InFlight[RECORDS];
    private final Lsn[] ends = new Lsn[RECORDS];
    private final int[] order;

    /** Makes positions, and the order of the confirmations: as three partitions' batches would give it. */
    public LedgerBenchmark() {
        List<Integer> shuffled = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            ends[i] = new Lsn(DrainRows.endLsn(i));
            shuffled.add(i);
        }
        Collections.shuffle(shuffled, new Random(1));
        order = shuffled.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A transaction for each record. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Lsn shortTransactions() {
        for (int i = 0; i < RECORDS; i++) {
            ledger.begin(0);
            sent[i] = ledger.sent(RECORD_BYTES, i);
            ledger.commit(ends[i]);
        }
        return confirmed();
    }

    /** All records in one transaction. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Lsn longTransaction() {
        ledger.begin(0);
        for (int i = 0; i < RECORDS; i++) {
            sent[i] = ledger.sent(RECORD_BYTES, i);
        }
        ledger.commit(ends[RECORDS - 1]);
        return confirmed();
    }

    private Lsn confirmed() {
        Lsn completed = Lsn.NONE;
        for (int i = 0; i < RECORDS; i++) {
            sent[order[i]].acked();
            if ((i + 1) % CONFIRMATIONS_PER_QUESTION == 0) {
                completed = Lsn.max(completed, ledger.completed());
            }
        }
        return completed;
    }

    /** Whether nothing is left over. */
    boolean isIdle() {
        return ledger.isIdle();
    }
}
