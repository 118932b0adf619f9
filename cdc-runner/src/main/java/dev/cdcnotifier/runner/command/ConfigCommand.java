package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.EffectiveConfig;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.text.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a configuration comes to. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Print the configuration as it takes effect: every setting of every stream, defaults and overrides resolved,"
                    + " and behind each where it comes from. Secrets are masked. Reaches neither PostgreSQL nor Kafka.",
            "What is printed is a configuration itself, which does the same once the secrets are filled in. As JSON each"
                    + " value is {\"value\": …, \"from\": …}."
        },
        footer = {
            "",
            "Examples:",
            "  cdc-notifier config --config cdc-notifier.conf",
            "  cdc-notifier config -o json | jq '.\"cdc-notifier\".http.port'",
            "",
            "Exit codes: 0 printed, 2 wrong command line or configuration; all its problems are named."
        })
final class ConfigCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOption config;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private OutputOption output;

    @Override
    public Integer call() throws InvalidConfigException {
        LogSetup.warningsToStandardError();
        EffectiveConfig effective = EffectiveConfig.of(config.file());
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(Json.write(effective.json()));
        } else {
            effective.hocon().forEach(out::println);
        }
        return ExitCode.OK;
    }
}
