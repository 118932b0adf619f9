package dev.cdcnotifier.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What the person in front of the demo sees. On a terminal a step has a spinner and the live line is redrawn in place;
 * elsewhere everything is plain lines, and the live line one in {@value #PLAIN_EVERY}. Any thread.
 */
final class Console {

    /** The launcher sets it when the output is a terminal: its width, or nothing when that is unknown. */
    static final String COLUMNS = "cdc.demo.columns";

    static final int PLAIN_EVERY = 5;

    private static final String SPINNER = "|/-\\";
    private static final int DEFAULT_COLUMNS = 80;
    private static final int NO_TERMINAL = 0;

    private final PrintStream out;
    private final int columns;
    private boolean lineOpen;
    private int liveLines;

    /** @param columns the terminal's width; 0 when there is no terminal */
    Console(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** A console that knows from the launcher whether it is a terminal. */
    static Console of(PrintStream out) {
        String columns = System.getProperty(COLUMNS);
        int width = columns == null
                ? NO_TERMINAL
                : columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
        return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), width);
    }

    /** Prints lines. */
    synchronized void say(String text) {
        closeLine();
        out.println(text);
    }

    /** Runs a step and shows how long it takes, while it does and at its end. */
    <T extends @Nullable Object> T step(String what, Callable<T> work) throws Exception {
        long begin = System.nanoTime();
        String outcome = "failed";
        Thread spinner = columns == NO_TERMINAL ? null : spinner(what, begin);
        try {
            T result = work.call();
            outcome = "ok";
            return result;
        } finally {
            stop(spinner);
            endStep(line(outcome, what, begin));
        }
    }

    /** Shows the line in place of the one before. */
    synchronized void live(String line) {
        if (columns != NO_TERMINAL) {
            redraw(line);
        } else if (liveLines++ % PLAIN_EVERY == 0) {
            out.println(line);
        }
    }

    /** Keeps what the live line shows now. */
    synchronized void endLive(String line) {
        live(line);
        if (columns == NO_TERMINAL && (liveLines - 1) % PLAIN_EVERY != 0) {
            out.println(line);
        }
        closeLine();
        liveLines = 0;
    }

    private Thread spinner(String what, long begin) {
        Thread thread = new Thread(
                () -> {
                    try {
                        for (int turn = 0; ; turn++) {
                            char sign = SPINNER.charAt(turn % SPINNER.length());
                            redraw(line(String.valueOf(sign), what, begin));
                            Thread.sleep(100);
                        }
                    } catch (InterruptedException e) {
                        // The step is over.
                    }
                },
                "spinner");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void stop(@Nullable Thread spinner) {
        if (spinner == null) {
            return;
        }
        spinner.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            spinner.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // A line that fills the width would wrap, and the next redrawing would leave half of it standing.
    private synchronized void redraw(String line) {
        out.print("\r" + line.substring(0, Math.min(line.length(), columns - 1)) + "\033[K");
        out.flush();
        lineOpen = true;
    }

    private void closeLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }

    private synchronized void endStep(String line) {
        if (columns == NO_TERMINAL) {
            out.println(line);
        } else {
            redraw(line);
            closeLine();
        }
    }

    private static String line(String sign, String what, long begin) {
        return "  %-6s  %-60s %5.1f s".formatted(sign, what, (System.nanoTime() - begin) / 1e9);
    }
}
