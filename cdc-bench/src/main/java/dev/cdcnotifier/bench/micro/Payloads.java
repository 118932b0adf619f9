package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.testkit.progressor.ErlangTermWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Payloads as a process engine's users make them: an object with texts, numbers, a binary, and a list of objects that
 * grows with the size. The same ones each time.
 */
final class Payloads {

    private static final int ALL_BYTES = 1 << 18;
    private static final int MOST_PAYLOADS = 256;
    private static final int FEWEST_PAYLOADS = 8;
    private static final int LARGE_BYTES = 1024;
    private static final int NOTE_BYTES = 64;

    private final Random random;

    private Payloads(long seed) {
        random = new Random(seed);
    }

    /** Many different payloads, each of exactly so many bytes, at least 256. */
    static byte[][] of(int bytes) {
        int count = Math.max(FEWEST_PAYLOADS, Math.min(MOST_PAYLOADS, ALL_BYTES / bytes));
        byte[][] payloads = new byte[count][];
        for (int i = 0; i < count; i++) {
            payloads[i] = new Payloads(i).payload(bytes);
        }
        return payloads;
    }

    private byte[] payload(int bytes) {
        List<Object> lines = new ArrayList<>();
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("ct", "application/x-event");
        value.put("n", random.nextInt(100_000));
        value.put("paid", random.nextBoolean());
        value.put("at", 1_790_000_000_000L + random.nextInt());
        if (bytes >= LARGE_BYTES) {
            value.put("sum", random.nextInt(1_000_000) / 100.0);
            value.put("lines", lines);
        }
        value.put("data", new byte[0]);
        while (bytes >= LARGE_BYTES && bytes - ErlangTermWriter.write(value).length > bytes / 4) {
            lines.add(line());
        }
        value.put("data", randomBytes(bytes - ErlangTermWriter.write(value).length));
        return ErlangTermWriter.write(value);
    }

    private Map<String, Object> line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", "line-" + random.nextInt(1_000_000));
        line.put("amount", random.nextInt());
        line.put("pieces", random.nextInt(200));
        line.put("note", randomBytes(random.nextInt(NOTE_BYTES)));
        return line;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
