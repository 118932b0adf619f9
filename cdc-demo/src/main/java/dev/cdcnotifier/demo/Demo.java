package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.TestkitException;
import dev.cdcnotifier.testkit.progressor.History;
import java.util.Map;

/** The demo from its first line to its last. One thread, which may be interrupted. */
final class Demo {

    private static final int OK = 0;
    private static final int WRONG = 1;
    private static final int INTERRUPTED = 130;
    private static final int SHOWN_VIOLATIONS = 10;

    private final DemoOptions options;
    private final Console console;
    private final Interruption interruption;

    Demo(DemoOptions options, Console console, Interruption interruption) {
        this.options = options;
        this.console = console;
        this.interruption = interruption;
    }

    /** Runs it; whatever goes wrong is told, and nothing is left behind. Returns the exit code. */
    int runAndReport() {
        try {
            return run();
        } catch (DemoException | TestkitException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return failed(e.toString());
        }
    }

    private int failed(String message) {
        if (interruption.requested()) {
            console.say("\nInterrupted. Everything is stopped, and its folders are removed.");
            return INTERRUPTED;
        }
        console.say("\ncdc-notifier demo: " + message);
        return WRONG;
    }

    private int run() throws Exception {
        console.say("cdc-notifier demo: a process engine commits to PostgreSQL, cdc-notifier tells Kafka, and every"
                + "\nmessage is checked against what was committed.\n");
        try (Owned owned = new Owned()) {
            Stage stage = Stage.build(console, owned);
            console.say("\n%,d transactions/s for %,d s, some of them long, some rolled back:\n"
                    .formatted(options.rate(), options.seconds()));
            Streaming.Outcome outcome = Streaming.run(console, stage, options, owned);
            console.say("");
            Verdict verdict = verify(stage, outcome.histories());
            console.say(VerdictText.of(verdict, outcome, stage.runner().usage()));
            verdict.violations().stream().limit(SHOWN_VIOLATIONS).forEach(violation -> console.say("  " + violation));
            if (options.keep()) {
                KeepRunning.untilInterrupted(console, stage, owned);
            }
            boolean stopped = stop(stage, owned);
            return verdict.isGood() && stopped ? OK : WRONG;
        }
    }

    private Verdict verify(Stage stage, Map<String, History> committed) throws Exception {
        Verification verification = new Verification();
        committed.forEach(verification::committed);
        ReadBack readBack = new ReadBack(verification);
        console.step("Read both topics back from their beginning and compare", () -> {
            readBack.read(stage.kafka());
            return null;
        });
        console.say("\nA message of each topic:\n");
        readBack.samples().forEach(sample -> console.say(sample.indent(4)));
        return verification.verdict();
    }

    private boolean stop(Stage stage, Owned owned) throws Exception {
        console.say("");
        int exitCode = console.step(
                "Stop cdc-notifier with SIGTERM", () -> stage.runner().stop());
        console.step("Stop Kafka and PostgreSQL, remove all folders", () -> {
            owned.close();
            return null;
        });
        if (exitCode != OK) {
            console.say("\ncdc-notifier ended with exit code " + exitCode + ", not 0.");
        } else {
            console.say("\ncdc-notifier ended with exit code 0. Its process, the servers and all folders are gone.");
        }
        return exitCode == OK;
    }
}
