package dev.cdcnotifier.bench.micro;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Has JMH run benchmarks one after another, each in JVMs of its own, and says how far it is. One thread. */
public final class MicroRun {

    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final int MEDIAN = 50;

    /**
     * How long a benchmark runs.
     *
     * @param forks JVMs, one after another
     * @param warmups iterations that do not count, in each
     * @param iterations that count, in each
     * @param millis of one iteration
     */
    public record Effort(int forks, int warmups, int iterations, int millis) {

        /** Enough for figures to keep. */
        public static final Effort FULL = new Effort(3, 4, 6, 1000);

        /** Enough to see that it works; memory is exact, times are not. */
        public static final Effort QUICK = new Effort(1, 3, 3, 300);
    }

    private final Effort effort;
    private final Path log;

    /** @param log the file for all that JMH says */
    public MicroRun(Effort effort, Path log) {
        this.effort = effort;
        this.log = log;
    }

    /**
     * Runs them.
     *
     * @throws RunnerException when one of them fails, or JMH cannot run; the log has the whole of it
     */
    public List<MicroFigure> run(List<MicroCase> cases) throws IOException, RunnerException {
        List<MicroFigure> figures = new ArrayList<>();
        long start = System.nanoTime();
        try (PrintStream out = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
            OutputFormat format = OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL);
            for (MicroCase one : cases) {
                figures.add(measure(one, format));
                int done = figures.size();
                long left = (System.nanoTime() - start) / done * (cases.size() - done);
                System.out.printf(
                        "%2d of %d, %d s left: %s%n",
                        done, cases.size(), TimeUnit.NANOSECONDS.toSeconds(left), line(figures.get(done - 1)));
            }
        }
        return figures;
    }

    private static String line(MicroFigure figure) {
        return "%-26s %,12.1f ns %,10.1f B".formatted(figure.measured().name(), figure.nanos(), figure.bytes());
    }

    private MicroFigure measure(MicroCase one, OutputFormat format) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(one.type().getName() + '.' + one.method()) + "$")
                .addProfiler(GCProfiler.class)
                .forks(effort.forks())
                .warmupIterations(effort.warmups())
                .warmupTime(TimeValue.milliseconds(effort.millis()))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.millis()))
                // Instead of this JVM's, which is tuned for a short life.
                .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                .shouldFailOnError(true);
        Integer payload = one.payloadBytes();
        if (payload != null) {
            options.param("bytes", payload.toString());
        }
        return figure(one, new Runner(options.build(), format).runSingle());
    }

    private static MicroFigure figure(MicroCase one, RunResult result) throws RunnerException {
        Statistics times = result.getPrimaryResult().getStatistics();
        Result<?> bytes = result.getSecondaryResults().get(ALLOCATION);
        if (bytes == null) {
            throw new RunnerException("JMH's gc profiler says nothing of " + one.name());
        }
        return new MicroFigure(one, times.getPercentile(MEDIAN), times.getMin(), bytes.getScore(), times.getN());
    }
}
