package dev.cdcnotifier.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What a process uses, by {@code /proc} (proc(5)): processor time of user and system, the peak of resident memory. The
 * last reading before the process is gone counts. One thread.
 */
public final class ProcessMeter {

    /** Linux's USER_HZ on every architecture it is used on here. */
    private static final long MILLIS_PER_TICK = 10;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private long cpuMillis;
    private long peakBytes;

    /** Of the process with this id. */
    public ProcessMeter(long pid) {
        folder = Path.of("/proc", String.valueOf(pid));
    }

    /** Reads what it has used so far. */
    public void read() {
        try {
            String stat = Files.readString(folder.resolve("stat"));
            // The name in parentheses may hold spaces; utime and stime are fields 14 and 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            cpuMillis = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
            for (String line : Files.readAllLines(folder.resolve("status"))) {
                if (line.startsWith("VmHWM:")) {
                    peakBytes = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException e) {
            // It is gone; what was read before stands.
        }
    }

    /** Reads until the process has ended; false when the time is over first. */
    public boolean followToEnd(BooleanSupplier running, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (running.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            read();
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        return true;
    }

    /** Processor time at the last reading. */
    public long cpuMillis() {
        return cpuMillis;
    }

    /** The peak of resident memory at the last reading. */
    public long peakBytes() {
        return peakBytes;
    }
}
