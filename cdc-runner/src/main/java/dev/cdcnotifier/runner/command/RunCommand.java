package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.RunningNotifier;
import dev.cdcnotifier.runner.Wiring;
import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.http.HttpUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Streams until SIGTERM or SIGINT. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Stream everything that the configuration names, until SIGTERM or SIGINT.")
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration (HOCON).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Override
    public Integer call() {
        try {
            return run(ConfigFile.load(file));
        } catch (InvalidConfigException e) {
            complain(e.problems());
            return ExitCode.USAGE;
        } catch (HttpUnavailableException e) {
            complain(String.valueOf(e.getMessage()));
            return ExitCode.SOFTWARE;
        }
    }

    private int run(RunnerConfig config) throws HttpUnavailableException {
        TerminationSignals signals = TerminationSignals.install();
        try (RunningNotifier running = Wiring.start(config)) {
            LOG.info(
                    "cdc-notifier started version={} config={} http=http://{}:{}",
                    Version.text(),
                    file,
                    config.http().host(),
                    running.httpPort());
            String signal = signals.await();
            LOG.info("stopping signal={} drain={}s, a second signal ends at once", signal, DRAIN.toSeconds());
            running.close(DRAIN);
        }
        LOG.info("stopped");
        return ExitCode.OK;
    }

    private void complain(List<ConfigProblem> problems) {
        if (problems.size() == 1) {
            complain(problems.get(0).toString());
            return;
        }
        complain(problems.size() + " problems in " + file);
        problems.forEach(problem -> spec.commandLine().getErr().println("  " + problem));
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("cdc-notifier: " + message);
    }
}
