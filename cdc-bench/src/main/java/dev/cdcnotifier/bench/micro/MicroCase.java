package dev.cdcnotifier.bench.micro;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark, what it counts, and what it should cost at most.
 *
 * @param name its group, a dot, and its own name
 * @param type the class of its group
 * @param method the method that JMH calls
 * @param payloadBytes the size of each payload when it is one of several, else null
 * @param unit what its figures are for: a row, a key, a payload
 * @param goal what it should reach
 */
public record MicroCase(
        String name, Class<?> type, String method, @Nullable Integer payloadBytes, String unit, MicroGoal goal) {

    private static final MicroGoal DECODER = new MicroGoal(40.0, 120.0, null);
    private static final MicroGoal TRANSCODER = new MicroGoal(null, null, 300.0);

    /** All there are, in the order of a row's way. */
    public static List<MicroCase> all() {
        return List.of(
                one("decoder.insert", DecoderBenchmark.class, "row", DECODER),
                one("decoder.update", DecoderBenchmark.class, "row", DECODER),
                one("decoder.transaction", DecoderBenchmark.class, "row", DECODER),
                one("decoder.relation", DecoderBenchmark.class, "message", MicroGoal.NONE),
                transcoder(300),
                transcoder(4096),
                transcoder(65_536),
                one("key.phash2", KeyHashBenchmark.class, "key", MicroGoal.NONE),
                one("encoder.event", EncoderBenchmark.class, "row", MicroGoal.NONE),
                one("encoder.created", EncoderBenchmark.class, "row", MicroGoal.NONE),
                one("encoder.failed", EncoderBenchmark.class, "row", MicroGoal.NONE),
                one("encoder.untold", EncoderBenchmark.class, "row", MicroGoal.NONE),
                one("ledger.shortTransactions", LedgerBenchmark.class, "record", MicroGoal.NONE),
                one("ledger.longTransaction", LedgerBenchmark.class, "record", MicroGoal.NONE),
                one("path.transactions", PathBenchmark.class, "row", MicroGoal.NONE));
    }

    private static MicroCase one(String name, Class<?> type, String unit, MicroGoal goal) {
        return new MicroCase(name, type, name.substring(name.indexOf('.') + 1), null, unit, goal);
    }

    private static MicroCase transcoder(int bytes) {
        return new MicroCase("transcoder." + bytes, TranscoderBenchmark.class, "payload", bytes, "payload", TRANSCODER);
    }

    /** The part of the name before the dot. */
    public String group() {
        return name.substring(0, name.indexOf('.'));
    }

    /** Whether a name means this one: its own or its group's. */
    public boolean isNamed(String wanted) {
        return wanted.equals(name) || wanted.equals(group());
    }
}
