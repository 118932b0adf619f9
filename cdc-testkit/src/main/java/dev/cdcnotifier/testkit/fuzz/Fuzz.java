package dev.cdcnotifier.testkit.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads damaged inputs and proves of each: a value or the reader's own typed error, within 100 ms of the thread's time, in memory
 * of at most 64 times the input and 1 MiB. Inputs that failed once are read first: the files in the resource folder {@code
 * regressions/<name>}.
 *
 * <p>{@code -Dcdc.fuzz.inputs} is how many inputs each reader gets, {@code -Dcdc.fuzz.seed} repeats a run. One thread.
 */
public final class Fuzz {

    private static final long INPUTS = Long.getLong("cdc.fuzz.inputs", 100_000);
    private static final long SEED = Long.getLong("cdc.fuzz.seed", System.nanoTime());
    private static final long MAX_NANOS = Duration.ofMillis(100).toNanos();
    private static final int ATTEMPTS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is tried. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(byte[] input) throws Exception;
    }

    /** Looks at what was read; null when the input was refused. What this takes is not measured. */
    @FunctionalInterface
    public interface Check<T> {
        void check(byte[] input, @Nullable T value) throws Exception;
    }

    private final Class<?> test;
    private final String name;
    private final Class<? extends Exception> refusal;
    private final Mutations mutations;
    private long allocationPerByte = 64;
    private long allowance = 1 << 20;
    private long inputs = INPUTS;
    private long refused;

    /**
     * @param test whose resources hold the inputs that failed once
     * @param refusal how the reader refuses an input
     * @param corpus good inputs, to be damaged
     * @param tokens pieces that mean something to the reader
     */
    public Fuzz(
            Class<?> test, String name, Class<? extends Exception> refusal, List<byte[]> corpus, List<byte[]> tokens) {
        this.test = test;
        this.name = name;
        this.refusal = refusal;
        this.mutations = new Mutations(new SplittableRandom(SEED), corpus, tokens);
    }

    /** For a reader that needs more memory than others: that many bytes for each byte of the input, and the allowance. */
    public Fuzz withMemory(long perByte, long allowance) {
        this.allocationPerByte = perByte;
        this.allowance = allowance;
        return this;
    }

    /** For a slow reader: it gets only that part of the inputs. */
    public Fuzz oneIn(int part) {
        inputs = INPUTS / part;
        return this;
    }

    /**
     * Reads every input, and fails at the first that breaks a bound or the check, or when hardly any or nearly every one
     * was refused: such inputs try nothing.
     */
    public <T> void run(Reader<T> reader, Check<T> check) {
        regressions().forEach(input -> tryOne(input, reader, check));
        refused = 0;
        new LongRun("fuzz " + name, inputs).inTurn(i -> tryOne(mutations.next(), reader, check));
        System.out.printf("fuzz %s: %,d inputs of seed %d, %,d refused%n", name, inputs, SEED, refused);
        if (inputs >= 1_000 && (refused < inputs / 100 || refused > inputs - inputs / 100)) {
            throw new AssertionError("fuzz " + name + ": " + refused + " of " + inputs + " inputs were refused");
        }
    }

    private <T> void tryOne(byte[] input, Reader<T> reader, Check<T> check) {
        byte[] kept = input.clone();
        try {
            check.check(input, measured(input, reader, ATTEMPTS));
        } catch (Throwable e) {
            throw failed(kept, e);
        }
    }

    /** What is slow or large because it loads classes is not so each time; that the machine is busy does not count. */
    private <T> @Nullable T measured(byte[] input, Reader<T> reader, int attempts) throws Exception {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        T value = null;
        Exception refusedBecause = null;
        try {
            value = reader.read(input);
        } catch (Exception e) {
            refusedBecause = e;
        }
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (refusedBecause != null && !refusal.isInstance(refusedBecause)) {
            throw refusedBecause;
        }
        if (nanos > MAX_NANOS || bytes > allocationPerByte * input.length + allowance) {
            if (attempts > 1) {
                return measured(input, reader, attempts - 1);
            }
            throw new AssertionError("took " + nanos / 1_000_000 + " ms and " + bytes + " bytes of memory");
        }
        if (refusedBecause != null) {
            refused++;
        }
        return value;
    }

    private AssertionError failed(byte[] input, Throwable cause) {
        Path file = Path.of("target", "fuzz", name, Integer.toHexString(Arrays.hashCode(input)));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, input);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new AssertionError(
                "fuzz " + name + ": " + cause + "\ninput of " + input.length + " bytes: " + file.toAbsolutePath()
                        + "\nrepeat with: -Dtest=" + test.getSimpleName() + " -Dcdc.fuzz.seed=" + SEED
                        + "\nkeep it: copy the file to src/test/resources/regressions/" + name,
                cause);
    }

    private List<byte[]> regressions() {
        URL folder = test.getResource("/regressions/" + name);
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
            return files.sorted().map(Fuzz::bytes).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
