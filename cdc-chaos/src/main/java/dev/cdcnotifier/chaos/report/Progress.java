package dev.cdcnotifier.chaos.report;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** What the person in front of it sees: a line redrawn in place on a terminal, elsewhere one in five seconds. Any thread. */
public final class Progress {

    /** The launcher sets it when the output is a terminal. */
    private static final boolean TERMINAL = System.getProperty("cdc.chaos.columns") != null;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream out;
    private long printedAt = System.nanoTime() - PAUSE_NANOS;
    private boolean open;

    /** Onto this stream. */
    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Prints a line that stays. */
    public synchronized void say(String line) {
        if (open) {
            out.println();
            open = false;
        }
        out.println(line);
        out.flush();
    }

    /** Shows how it stands. */
    public synchronized void live(String line) {
        if (TERMINAL) {
            out.print("\r" + line + "\033[K");
            out.flush();
            open = true;
        } else if (System.nanoTime() - printedAt > PAUSE_NANOS) {
            printedAt = System.nanoTime();
            out.println(line);
        }
    }
}
