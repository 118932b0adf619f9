package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.remote.RemoteException;
import dev.cdcnotifier.runner.remote.RemoteStream;
import dev.cdcnotifier.runner.remote.RemoteStreams;
import dev.cdcnotifier.runner.text.Style;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at streams every second until its thread is interrupted, nobody reads what it prints, or the process ends. A process
 * that is away is waited for.
 */
final class StatusWatch implements Runnable {

    private static final long PAUSE_MILLIS = 1000;

    private static final String HOME = "\u001b[H";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";

    /** What is printed. */
    enum Shape {
        /** The table, each time over the last one. */
        SCREEN,
        /** A line for each stream at first, and for each change of a state after that. */
        CHANGES,
        /** What the process says, every time; that it is away, and is back, goes to standard error. */
        JSON
    }

    /** Asks the process. */
    @FunctionalInterface
    interface Source {
        RemoteStreams look() throws RemoteException;
    }

    private final Source source;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Shape shape;
    private final Rates rates = new Rates();
    private final StatusText text;
    private final Map<String, String> said = new HashMap<>();
    private List<String> screen = List.of();
    private boolean started;

    /** @param text how the table is written */
    StatusWatch(Source source, PrintWriter out, PrintWriter err, Shape shape, StatusText text) {
        this.text = text.with(rates);
        this.source = source;
        this.out = out;
        this.err = err;
        this.shape = shape;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                show(source.look());
            } catch (RemoteException e) {
                showAway(String.valueOf(e.getMessage()));
            }
            // Flushes too.
            if (out.checkError()) {
                return;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void show(RemoteStreams found) {
        rates.add(found.streams(), System.nanoTime());
        switch (shape) {
            case JSON -> {
                say(err, "", "");
                out.println(found.json());
            }
            case CHANGES -> {
                say(out, "", "");
                found.streams().forEach(stream -> say(out, stream.stream(), line(stream)));
            }
            case SCREEN -> {
                screen = text.lines(found.streams(), Instant.now());
                redraw(now() + "  every second, Ctrl-C ends it");
            }
        }
    }

    private void showAway(String message) {
        switch (shape) {
            case JSON -> say(err, "", "AWAY " + message);
            case CHANGES -> say(out, "", "AWAY " + message);
            case SCREEN -> redraw(Style.ofTerminal().bad(now() + "  " + message + " What is below is from before."));
        }
    }

    /** One line for what is not as it was. */
    private void say(PrintWriter to, String stream, String line) {
        String before = said.put(stream, line);
        if (line.isEmpty() ? before != null && !before.isEmpty() : !line.equals(before)) {
            to.println(now() + " " + (line.isEmpty() ? "BACK the process answers again" : line));
        }
    }

    private static String line(RemoteStream stream) {
        return stream.stream() + " " + stream.state()
                + (stream.reason().isEmpty() ? "" : " " + stream.reason() + ": " + stream.message());
    }

    /** Over what is there, line by line, so that nothing flickers. */
    private void redraw(String heading) {
        List<String> lines = new ArrayList<>(List.of(heading, ""));
        lines.addAll(screen);
        out.print(started ? HOME : HOME + TO_SCREEN_END);
        started = true;
        lines.forEach(line -> out.println(line + TO_LINE_END));
        out.print(TO_SCREEN_END);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
