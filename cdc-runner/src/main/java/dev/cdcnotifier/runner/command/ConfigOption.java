package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.RunnerConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code --config FILE}, for every command that works with a configuration. */
final class ConfigOption {

    /** What help says of the places that {@link ConfigLocation} looks at. */
    static final String DEFAULT =
            "Default: that of the variable CDC_CONFIG, else cdc-notifier.conf in the working directory"
                    + " or in /etc/cdc-notifier.";

    private final ConfigLocation location;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration (HOCON). " + DEFAULT)
    private @Nullable Path option;

    private @Nullable Path file;

    ConfigOption() {
        this(new ConfigLocation());
    }

    ConfigOption(ConfigLocation location) {
        this.location = location;
    }

    /**
     * The file; says on standard error which it is when the command line does not.
     *
     * @throws ParameterException when there is none
     */
    Path file() {
        Path known = file;
        if (known == null) {
            known = file(location, option, spec.commandLine());
            file = known;
        }
        return known;
    }

    /** The same for a command that has such an option of its own. */
    static Path file(ConfigLocation location, @Nullable Path option, CommandLine command) {
        ConfigLocation.Found found =
                location.find(option).orElseThrow(() -> new ParameterException(command, location.nowhere()));
        if (option == null) {
            command.getErr().println("cdc-notifier: using " + found.file() + " (from " + found.origin() + ")");
        }
        return found.file();
    }

    /** The configuration; what is wrong with it is the command's failure, which {@link FailureHandler} tells. */
    RunnerConfig load() throws InvalidConfigException {
        return ConfigFile.load(file());
    }
}
