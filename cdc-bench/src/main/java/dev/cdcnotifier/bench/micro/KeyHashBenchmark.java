package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.delivery.KeyHash;
import dev.cdcnotifier.progressor.ErlangPhash2;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The hash that chooses a key's partition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyHashBenchmark {

    private static final int KEYS = 1024;

    private final KeyHash hash = new ErlangPhash2();
    private final byte[][] keys = new byte[KEYS][];
    private int next;

    /** Makes keys of 25 to 28 bytes. */
    @Setup
    public void prepare() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ("default/default process-" + (i * 7 + 1)).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** One key. */
    @Benchmark
    public int phash2() {
        return hash.hash(keys[next++ & KEYS - 1]);
    }
}
