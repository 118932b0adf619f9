package dev.cdcnotifier.runner.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says where the demo is: it brings its own servers, which the distribution of the runner does not hold. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Show all of it with a PostgreSQL and a Kafka of its own; in a checkout of the sources only.",
        footer = {"", "Example, in a checkout: ./cdc-notifier demo --seconds 30"})
final class DemoCommand implements Callable<Integer> {

    @Parameters(hidden = true)
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli's: whatever is asked for, the answer is the same
    private List<String> ignored;

    @Override
    public Integer call() throws CommandFailedException {
        throw new CommandFailedException("the demo brings a PostgreSQL and a Kafka, which this distribution does not"
                + " hold: run ./cdc-notifier demo in a checkout of the sources");
    }
}
