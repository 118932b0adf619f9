package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From a message's bytes to its record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {

    private static final int MASK = DrainRows.TRANSACTIONS - 1;

    private final ByteBuffer[][] transactions = new ByteBuffer[DrainRows.TRANSACTIONS][];
    private final ByteBuffer[] inserts = new ByteBuffer[DrainRows.TRANSACTIONS];
    private final ByteBuffer[] updates = new ByteBuffer[DrainRows.TRANSACTIONS];
    private final ByteBuffer[] relations = {DrainRows.describeEvents(), DrainRows.describeProcesses()};
    private int next;

    /** Makes the messages. */
    @Setup
    public void prepare() {
        byte[][] payloads = Payloads.of(DrainRows.PAYLOAD_BYTES);
        for (int i = 0; i < DrainRows.TRANSACTIONS; i++) {
            byte[] payload = payloads[i % payloads.length];
            transactions[i] = DrainRows.transaction(i, payload);
            inserts[i] = DrainRows.event(i, null, payload);
            updates[i] = DrainRows.update(i);
        }
    }

    /** An event of six columns. */
    @Benchmark
    public PgOutputMessage insert() {
        return PgOutputDecoder.decode(inserts[next++ & MASK]);
    }

    /** A process of nine columns, with its old row. */
    @Benchmark
    public PgOutputMessage update() {
        return PgOutputDecoder.decode(updates[next++ & MASK]);
    }

    /** Begin, Insert, Update, Commit. */
    @Benchmark
    @OperationsPerInvocation(DrainRows.ROWS_PER_TRANSACTION)
    public void transaction(Blackhole hole) {
        for (ByteBuffer message : transactions[next++ & MASK]) {
            hole.consume(PgOutputDecoder.decode(message));
        }
    }

    /** The description of a table, which comes once for a connection. */
    @Benchmark
    public PgOutputMessage relation() {
        return PgOutputDecoder.decode(relations[next++ & 1]);
    }
}
