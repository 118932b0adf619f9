package dev.cdcnotifier.bench.micro;

import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.progressor.PayloadTranscoding;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a payload in the external term format to Thrift, without the message around it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TranscoderBenchmark {

    /** The size of each payload. */
    @Param({"300", "4096", "65536"})
    public int bytes;

    private final PayloadTranscoding transcoding = new PayloadTranscoding();
    private byte[][] payloads = {};
    private int next;

    /** Makes the payloads. */
    @Setup
    public void prepare() {
        payloads = Payloads.of(bytes);
    }

    /** One payload. */
    @Benchmark
    public int payload() throws PoisonRowException {
        next = next + 1 == payloads.length ? 0 : next + 1;
        return transcoding.transcode(payloads[next]);
    }
}
