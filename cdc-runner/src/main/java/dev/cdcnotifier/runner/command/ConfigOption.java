package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.RunnerConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config FILE}, for every command that works with a configuration. */
final class ConfigOption {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration (HOCON).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    Path file() {
        return file;
    }

    /** The configuration; what is wrong with it is the command's failure, which {@link FailureHandler} tells. */
    RunnerConfig load() throws InvalidConfigException {
        return ConfigFile.load(file);
    }
}
