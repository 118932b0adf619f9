package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.NearestName;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.runner.text.Terminal;
import dev.cdcnotifier.runner.topic.From;
import dev.cdcnotifier.runner.topic.TopicUnreadableException;
import dev.cdcnotifier.runner.verify.JsonReport;
import dev.cdcnotifier.runner.verify.Report;
import dev.cdcnotifier.runner.verify.SideTopics;
import dev.cdcnotifier.runner.verify.TextReport;
import dev.cdcnotifier.runner.verify.Verdict;
import dev.cdcnotifier.runner.verify.Verification;
import dev.cdcnotifier.runner.verify.VerifyOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Proves that the engine's own messages and ours are the same. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Prove that the engine's own messages and ours are the same.",
            "Reads the topics that the engine writes itself and ours, and compares process by process and in order: what to"
                    + " watch before the engine's notifications are switched off. Live until Ctrl-C, then a verdict. Writes"
                    + " nothing anywhere, and shows no row data unless it is to."
        },
        footer = {
            "",
            "Example:",
            "  cdc-notifier verify -c cdc.conf --namespace default/default \\",
            "    --engine-eventsink-topic mg_eventsink --engine-lifecycle-topic mg_lifecycle",
            "",
            "Exit codes: 0 the same, 1 different (or the topics cannot be read), 2 wrong command line or configuration, 4"
                    + " nothing proved: too little was compared, or it ended early."
        })
final class VerifyCommand implements Callable<Integer> {

    private static final int NOTHING_PROVED = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOption config;

    @Option(names = "--namespace", required = true, paramLabel = "NAMESPACE", description = "The namespace to compare.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String namespace;

    @Option(
            names = "--engine-eventsink-topic",
            required = true,
            paramLabel = "TOPIC",
            description = "The topic to which the engine itself writes events.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String eventsinkTopic;

    @Option(
            names = "--engine-lifecycle-topic",
            required = true,
            paramLabel = "TOPIC",
            description = "The topic to which the engine itself writes lifecycle messages.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String lifecycleTopic;

    @Option(
            names = "--engine-kafka-client",
            paramLabel = "NAME",
            description =
                    "The client of the configuration that reaches the engine's topics. Default: the namespace's own.")
    private @Nullable String engineClient;

    @Option(
            names = "--from",
            paramLabel = "WHEN",
            converter = FromConverter.class,
            defaultValue = "end",
            description =
                    "What to compare: everything (beginning: then both topics have to begin with the same message),"
                            + " what happens from now on (end), or since a time (2026-11-28T05:20:00Z). Default: end.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private From from;

    @Option(names = "--once", description = "End when what is there now has been compared. Needs --from.")
    private boolean once;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "30s",
            description = "A message is missing on a side that has come so much further, by what its messages tell."
                    + " Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Duration grace;

    @Option(
            names = "--tolerance",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description =
                    "By how much created_at of lifecycle messages may differ: ours is the commit's time, the engine's"
                            + " its own clock's. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Duration tolerance;

    @Option(names = "--any-partition", description = "The partitions of a key may differ.")
    private boolean anyPartition;

    @Option(
            names = "--at-least",
            paramLabel = "N",
            description =
                    "How many messages have to be the same for the verdict that all is. Default: ${DEFAULT-VALUE}.")
    private long atLeast = 1;

    @Option(
            names = "--max-waiting-mib",
            paramLabel = "N",
            description = "Give up when messages without a counterpart take more memory. Default: ${DEFAULT-VALUE}.")
    private int maxWaitingMib = 128;

    @Option(names = "--show-values", description = "Show the messages of each difference: this is row data.")
    private boolean showValues;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private OutputOption output;

    @Override
    public Integer call() throws InvalidConfigException, TopicUnreadableException {
        LogSetup.toStandardError();
        Instant since = since();
        RunnerConfig loaded = config.load();
        NamespaceRoute route = route(loaded);
        SideTopics ours = new SideTopics(
                KafkaOptions.cluster(loaded, route.client(), spec.commandLine()),
                route.eventsinkTopic(),
                route.lifecycleTopic());
        SideTopics engine = new SideTopics(
                KafkaOptions.cluster(loaded, engineClient == null ? route.client() : engineClient, spec.commandLine()),
                eventsinkTopic,
                lifecycleTopic);
        refuseTheSame(ours, engine);
        VerifyOptions options = new VerifyOptions(
                namespace, since, once, grace, tolerance, (long) maxWaitingMib << 20, atLeast, anyPartition);
        TerminationSignals signals = TerminationSignals.install(Duration.ofSeconds(1));
        try (Verification verification = Verification.open(options, ours, engine, report())) {
            PrintWriter out = spec.commandLine().getOut();
            Verdict verdict = verification.run(() -> signals.hasCome() || out.checkError());
            return switch (verdict.state()) {
                case SAME -> ExitCode.OK;
                case DIFFERENT -> ExitCode.SOFTWARE;
                case NOTHING_PROVED -> NOTHING_PROVED;
            };
        }
    }

    private Instant since() {
        if (from instanceof From.Offset) {
            throw wrong("--from cannot be an offset here: two topics have different ones; give a time");
        }
        if (from instanceof From.End && once) {
            throw wrong("--once compares what is there: say since when with --from");
        }
        if (atLeast < 1 || maxWaitingMib < 1) {
            throw wrong("--at-least and --max-waiting-mib must be at least 1");
        }
        if (from instanceof From.Time time) {
            return time.time();
        }
        return from instanceof From.Beginning ? Instant.MIN : Instant.now();
    }

    private NamespaceRoute route(RunnerConfig loaded) {
        List<NamespaceRoute> routes = loaded.streams().stream()
                .flatMap(stream -> stream.namespaces().stream())
                .toList();
        List<NamespaceRoute> found = routes.stream()
                .filter(route -> route.namespace().equals(namespace))
                .toList();
        if (found.isEmpty()) {
            List<String> known = routes.stream().map(NamespaceRoute::namespace).toList();
            throw wrong("there is no namespace \"" + namespace + "\" in the configuration"
                    + NearestName.hint(namespace, known));
        }
        if (found.size() > 1) {
            throw wrong("namespace \"" + namespace
                    + "\" is in several streams of the configuration: use one that has it" + " once");
        }
        return found.get(0);
    }

    private void refuseTheSame(SideTopics ours, SideTopics engine) {
        boolean oneCluster = ours.cluster().client().equals(engine.cluster().client());
        List<String> names = List.of(ours.eventsink(), ours.lifecycle());
        if (oneCluster && (names.contains(eventsinkTopic) || names.contains(lifecycleTopic))) {
            throw wrong("the engine's topics are those that cdc-notifier writes for this namespace: there is nothing to"
                    + " compare them with");
        }
    }

    private Report report() {
        PrintWriter out = spec.commandLine().getOut();
        return output.isJson()
                ? new JsonReport(out, showValues)
                : new TextReport(out, Style.ofTerminal(), Terminal.canRedraw(), showValues);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
