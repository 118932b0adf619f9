package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.decode.RecordJson;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.text.Json;
import dev.cdcnotifier.runner.topic.Cluster;
import dev.cdcnotifier.runner.topic.From;
import dev.cdcnotifier.runner.topic.TopicLog;
import dev.cdcnotifier.runner.topic.TopicUnreadableException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the records of a topic, one JSON object a line. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Print the records of a topic as JSON lines.",
            "Knows messages of the event sink and of the lifecycle sink, dead letters and other JSON. What is neither becomes a"
                    + " line with \"error\" and the bytes. Ends at the end that the topic had at the start, unless it is to"
                    + " follow."
        },
        footer = {
            "",
            "Examples:",
            "  cdc-notifier decode -c cdc.conf -t events --key 'default/default p1'",
            "  cdc-notifier decode -c cdc.conf -t lifecycle --from 2026-11-28T05:00 |",
            "    jq -r 'select(.value.change == \"failed\") | .value.reason'",
            "  cdc-notifier decode -b 127.0.0.1:9092 -t events --from end --follow",
            "",
            "Exit codes: 0 done, 1 the topic cannot be read, 2 wrong command line or configuration."
        })
final class DecodeCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @ArgGroup
    private KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = {"-t", "--topic"},
            required = true,
            paramLabel = "TOPIC",
            description = "The topic.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String topic;

    @Option(names = "--partition", paramLabel = "N", description = "Only this partition. Default: all.")
    private @Nullable Integer partition;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            converter = FromConverter.class,
            defaultValue = "beginning",
            description = "Where to begin: " + From.FORMS + ". An offset needs --partition. Default: beginning.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private From from;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many lines.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on when the end is reached, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-k", "--key"},
            paramLabel = "KEY",
            description = "Only records of this key: '<namespace> <process id>'.")
    private @Nullable String key;

    @Option(names = "--namespace", paramLabel = "NAMESPACE", description = "Only records of this namespace.")
    private @Nullable String namespace;

    @Option(
            names = "--read-committed",
            description = "Leave out what transactions wrote that were aborted or are open (exactly-once delivery).")
    private boolean readCommitted;

    private long printed;

    @Override
    public Integer call() throws InvalidConfigException, TopicUnreadableException {
        LogSetup.toStandardError();
        if (from instanceof From.Offset && partition == null) {
            throw new ParameterException(
                    spec.commandLine(), "an offset means something in one partition: say which" + " with --partition");
        }
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1");
        }
        Cluster cluster = kafka.clusterOf(topic, spec.commandLine());
        try (TopicLog log = TopicLog.open(cluster, readCommitted, List.of(topic))) {
            if (partition != null) {
                log.only(partition);
            }
            log.from(from);
            if (follow) {
                while (print(log.poll(POLL), Map.of())) {
                    // Until the count is reached, nobody reads any more, or the process is ended.
                }
            } else {
                Map<TopicPartition, Long> ends = log.ends();
                log.readTo(ends, records -> print(records, ends));
            }
        }
        return ExitCode.OK;
    }

    /** Prints records up to those ends; false when enough was printed, or nobody reads it any more. */
    private boolean print(Iterable<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Long> ends) {
        PrintWriter out = spec.commandLine().getOut();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long end = ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), Long.MAX_VALUE);
            RecordJson json = RecordJson.of(record);
            if (record.offset() < end && isWanted(json)) {
                out.write(Json.write(json.fields()));
                out.write('\n');
                if (++printed == count) {
                    break;
                }
            }
        }
        // Flushes too. Whether it is a failure is told with the exit code.
        return !out.checkError() && printed < count;
    }

    private boolean isWanted(RecordJson json) {
        return (key == null || key.equals(json.fields().get("key"))) && (namespace == null || json.isOf(namespace));
    }
}
