package dev.cdcnotifier.runner.command;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * SIGTERM and SIGINT as a request to stop. A second one ends the process at once with exit code 130: not draining is
 * safe. A shutdown hook could do neither: it hears only the first, and the process ends with the signal's exit code.
 */
final class TerminationSignals {

    private static final int EXIT_AT_ONCE = 130;
    private static final long LAST_WORDS_MILLIS = 1_000;

    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final long sameNanos;
    private volatile long firstNanos;
    private volatile Runnable lastWords = () -> {};

    private TerminationSignals(Duration same) {
        sameNanos = same.toNanos();
    }

    /** Takes over the process's handling of both signals. */
    static TerminationSignals install() {
        return install(Duration.ZERO);
    }

    /**
     * The same, for a command that ends soon after the first signal anyway.
     *
     * @param same a second one within this time is the same: {@code timeout} sends each to the process and to its group
     */
    static TerminationSignals install(Duration same) {
        TerminationSignals signals = new TerminationSignals(same);
        signals.handle("TERM");
        signals.handle("INT");
        return signals;
    }

    /** Waits for the first signal and returns its name. */
    String await() {
        return first.join();
    }

    /** Whether the first signal has come. */
    boolean hasCome() {
        return first.isDone();
    }

    /** What a second signal has done before it ends the process; it gets a second for that. */
    void beforeTheSecondEnds(Runnable words) {
        lastWords = words;
    }

    private void received(String name) {
        if (!first.isDone()) {
            firstNanos = System.nanoTime();
        }
        if (!first.complete(name) && System.nanoTime() - firstNanos >= sameNanos) {
            sayLastWords();
            Runtime.getRuntime().halt(EXIT_AT_ONCE);
        }
    }

    /** On another thread: an output that nobody reads must not keep the process from ending. */
    private void sayLastWords() {
        Thread words = new Thread(lastWords, "cdc-last-words");
        words.setDaemon(true);
        words.start();
        try {
            words.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * {@code sun.misc.Signal.handle}: supported (JEP 260) and without a successor, but the compiler warns of its name
     * and cannot be told not to; so it is called by reflection.
     */
    private void handle(String name) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    TerminationSignals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, args) -> {
                        received("SIG" + name);
                        return null;
                    });
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle signals (module jdk.unsupported is missing)", e);
        }
    }
}
