package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.runner.RunningNotifier;
import dev.cdcnotifier.runner.Wiring;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.http.HttpUnavailableException;
import dev.cdcnotifier.slot.Progress;
import dev.cdcnotifier.slot.StreamStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Streams until SIGTERM or SIGINT. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Stream everything that the configuration names, until SIGTERM or SIGINT.")
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOption config;

    @Override
    public Integer call() throws InvalidConfigException, HttpUnavailableException {
        RunnerConfig loaded = config.load();
        TerminationSignals signals = TerminationSignals.install();
        try (RunningNotifier running = Wiring.start(loaded)) {
            LOG.info(
                    "cdc-notifier started version={} config={} http=http://{}:{}",
                    Version.text(),
                    config.file(),
                    loaded.http().host(),
                    running.httpPort());
            String signal = signals.await();
            signals.beforeTheSecondEnds(() -> running.streams().forEach(RunCommand::sayWhatIsInFlight));
            LOG.info("stopping signal={} drain={}s, a second signal ends at once", signal, DRAIN.toSeconds());
            running.close(DRAIN);
        }
        LOG.info("stopped");
        return ExitCode.OK;
    }

    private static void sayWhatIsInFlight(StreamStatus stream) {
        Progress progress = stream.progress();
        LOG.warn(
                "ended at once, without waiting for Kafka stream={} state={} in_flight_records={} in_flight_bytes={}"
                        + " confirmed={}: {}",
                stream.stream(),
                stream.state().name(),
                progress.inFlightRecords(),
                progress.inFlightBytes(),
                progress.confirmed().equals(Lsn.NONE) ? "unknown" : progress.confirmed(),
                progress.inFlightRecords() == 0
                        ? "nothing was in flight; the next start goes on after the confirmed position"
                        : "what was in flight is sent again by the next start, which begins at the confirmed position");
    }
}
