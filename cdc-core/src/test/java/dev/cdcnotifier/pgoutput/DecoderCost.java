package dev.cdcnotifier.pgoutput;

import com.sun.management.ThreadMXBean;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Prints what decoding a row and reading its values costs in time and memory: a plain loop to notice a change of
 * magnitude by, run by hand. Prints the best of some rounds; the first ones warm up.
 */
public final class DecoderCost {

    private static final int OPERATIONS = 5_000_000;
    private static final int ROUNDS = 8;
    private static final int MESSAGES = 1024;

    /** As many bytes as pgjdbc leaves before the message in its buffer. */
    private static final int HEADER_BYTES = 25;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static volatile Object sink = "";

    private DecoderCost() {}

    public static void main(String[] args) {
        byte[] insert = insert();
        ByteBuffer[] inserts = buffers(i -> insert);
        ByteBuffer[] transactions = buffers(i -> switch (i % 10) {
            case 0 -> PgOutputWriter.begin(i, i, i);
            case 9 -> PgOutputWriter.commit(i, i, i);
            default -> insert;
        });
        Tuple row = ((PgOutputMessage.Insert) PgOutputDecoder.decode(inserts[0])).newTuple();

        measure("insert of 6 columns", i -> PgOutputDecoder.decode(inserts[i & (MESSAGES - 1)]));
        measure("message of a transaction", i -> PgOutputDecoder.decode(transactions[i & (MESSAGES - 1)]));
        measure("timestamptz text (boxed)", i -> TupleValues.timestamptzMicros(row, 3));
        measure("bytea text of 38 bytes", i -> TupleValues.bytea(row, 5));
    }

    private static byte[] insert() {
        return PgOutputWriter.insert(
                16_454,
                List.of(
                        Cell.text("order-2026-11-20"),
                        Cell.text("1"),
                        Cell.text("2"),
                        Cell.text("2026-03-22 06:12:27.5+00"),
                        Cell.text("{\"format_version\": 1}"),
                        Cell.text("\\x" + "83".repeat(38))));
    }

    private static ByteBuffer[] buffers(IntFunction<byte[]> messages) {
        ByteBuffer[] buffers = new ByteBuffer[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = messages.apply(i);
            buffers[i] = ByteBuffer.allocate(HEADER_BYTES + message.length).position(HEADER_BYTES);
            buffers[i].put(message).position(HEADER_BYTES);
        }
        return buffers;
    }

    private static void measure(String what, IntFunction<Object> operation) {
        double nanos = Double.MAX_VALUE;
        double bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREAD.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < OPERATIONS; i++) {
                sink = operation.apply(i);
            }
            nanos = Math.min(nanos, (System.nanoTime() - start) / (double) OPERATIONS);
            bytes = (THREAD.getCurrentThreadAllocatedBytes() - allocated) / (double) OPERATIONS;
        }
        System.out.println(String.format(Locale.ROOT, "%-26s %6.1f ns %6.1f B", what, nanos, bytes));
        if (sink == null) {
            throw new AssertionError();
        }
    }
}
