package dev.cdcnotifier.runner;

import dev.cdcnotifier.progressor.NamespaceRoute;
import dev.cdcnotifier.runner.config.SlotOptions;
import dev.cdcnotifier.runner.config.StreamConfig;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line of each stream what it is going to do. */
final class StartLog {

    private static final Logger LOG = LoggerFactory.getLogger(StartLog.class);

    /** How many namespaces are named before the rest is only counted. */
    private static final int NAMED = 5;

    private StartLog() {}

    static void write(StreamConfig stream) {
        SlotOptions options = stream.options();
        LOG.info(
                "stream starts stream={} database={} namespaces={} kafka-clients={} partitioner={} publications={} slot={}"
                        + " on-poison={}",
                stream.name(),
                stream.endpoint().displayName(),
                namespaces(stream),
                String.join(",", new TreeSet<>(stream.kafkaClients().keySet())),
                lower(options.partitioner()),
                lower(options.publications()),
                lower(options.slot()),
                stream.deadLetters() == null ? "stop" : "dead-letter:" + stream.deadLetters());
    }

    private static String namespaces(StreamConfig stream) {
        int more = stream.namespaces().size() - NAMED;
        return stream.namespaces().stream()
                .limit(NAMED)
                .map(NamespaceRoute::namespace)
                .collect(Collectors.joining(",", "", more > 0 ? ",… (" + more + " more)" : ""));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
