package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowChange.Operation;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.delivery.RecordMaking;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.progressor.ErlangPhash2;
import dev.cdcnotifier.progressor.ProgressorMapper;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a decoded row to a record with key, value, partition and headers; each row is of a transaction of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncoderBenchmark {

    private static final int ROWS = 1024;

    private final RecordMaking events = new RecordMaking(DrainRows.ROUTE.eventsink(), new ErlangPhash2());
    private final RecordMaking lifecycle = new RecordMaking(DrainRows.ROUTE.lifecycle(), new ErlangPhash2());
    private final Relation eventRelation = (Relation) PgOutputDecoder.decode(DrainRows.describeEvents());
    private final Relation processRelation = (Relation) PgOutputDecoder.decode(DrainRows.describeProcesses());
    private final RowMapper eventMapper;
    private final RowMapper processMapper;
    private final RowChange[] eventRows = new RowChange[ROWS];
    private final RowChange[] creations = new RowChange[ROWS];
    private final RowChange[] failures = new RowChange[ROWS];
    private final RowChange[] updates = new RowChange[ROWS];
    private int next;

    /** Binds the tables. */
    public EncoderBenchmark() {
        ProgressorMapper mapper = new ProgressorMapper(List.of(DrainRows.ROUTE));
        eventMapper = Objects.requireNonNull(mapper.bind(eventRelation));
        processMapper = Objects.requireNonNull(mapper.bind(processRelation));
    }

    /** Makes the rows. */
    @Setup
    public void prepare() {
        byte[][] payloads = Payloads.of(DrainRows.PAYLOAD_BYTES);
        for (int i = 0; i < ROWS; i++) {
            eventRows[i] = change(i, eventRelation, DrainRows.event(i, 1, payloads[i % payloads.length]));
            creations[i] = change(i, processRelation, DrainRows.creation(i));
            failures[i] = change(i, processRelation, DrainRows.failure(i));
            updates[i] = change(i, processRelation, DrainRows.update(i));
        }
    }

    /** An event with metadata and a payload of 300 bytes. */
    @Benchmark
    public @Nullable ProducerRecord<byte[], byte[]> event() throws PoisonRowException {
        return record(eventMapper, eventRows[next++ & ROWS - 1], events);
    }

    /** A process begins. */
    @Benchmark
    public @Nullable ProducerRecord<byte[], byte[]> created() throws PoisonRowException {
        return record(processMapper, creations[next++ & ROWS - 1], lifecycle);
    }

    /** A process fails for a reason. */
    @Benchmark
    public @Nullable ProducerRecord<byte[], byte[]> failed() throws PoisonRowException {
        return record(processMapper, failures[next++ & ROWS - 1], lifecycle);
    }

    /** A change of a process that becomes no record. */
    @Benchmark
    public @Nullable ProducerRecord<byte[], byte[]> untold() throws PoisonRowException {
        return record(processMapper, updates[next++ & ROWS - 1], lifecycle);
    }

    private static @Nullable ProducerRecord<byte[], byte[]> record(RowMapper mapper, RowChange row, RecordMaking to)
            throws PoisonRowException {
        to.row(row);
        mapper.map(row, to);
        return to.last();
    }

    private static RowChange change(int number, Relation relation, ByteBuffer message) {
        Begin begin = (Begin) PgOutputDecoder.decode(DrainRows.begin(number));
        PgOutputMessage row = PgOutputDecoder.decode(message);
        return row instanceof Insert insert
                ? new RowChange(Operation.INSERT, begin, 1, relation, null, false, insert.newTuple())
                : change(begin, relation, (Update) row);
    }

    private static RowChange change(Begin begin, Relation relation, Update update) {
        return new RowChange(
                Operation.UPDATE, begin, 1, relation, update.oldTuple(), update.oldTupleIsKey(), update.newTuple());
    }
}
