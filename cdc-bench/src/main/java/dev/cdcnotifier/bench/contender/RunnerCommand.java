package dev.cdcnotifier.bench.contender;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the distribution is started, with its shipped settings.
 *
 * @param folder where its configuration goes
 * @param delivery {@code at-least-once} or {@code exactly-once}
 */
public record RunnerCommand(
        Path folder, String host, int port, String database, String bootstrapServers, String delivery) {

    /** Where the distribution lies; the launcher at the repository's root says it. */
    static final String DISTRIBUTION = "CDC_BENCH_DISTRIBUTION";

    /** A namespace on a slot, and the topic its messages go to; lifecycle messages go to one with "-lifecycle" at its end. */
    public record Stream(String slot, String namespace, String topic) {}

    /** Writes the configuration; the command that starts it goes on until it is killed. */
    public List<String> of(List<Stream> streams) throws IOException {
        StringBuilder namespaces = new StringBuilder();
        for (Stream stream : streams) {
            namespaces.append(
                    """
                        streams.db."%s"."%s" {
                          kafka-client = kafka, eventsink-topic = "%s", lifecycle-topic = "%s-lifecycle"
                        }
                    """
                            .formatted(stream.slot(), stream.namespace(), stream.topic(), stream.topic()));
        }
        Path configuration = Files.writeString(
                folder.resolve("cdc-notifier.conf"),
                """
                cdc-notifier {
                  databases.db {
                    host = "%s", port = %d, database = "%s", username = "postgres", password = "unused"
                  }
                  kafka-clients.kafka { bootstrap.servers = "%s" }
                  progressor {
                    delivery = %s
                %s  }
                  http { host = "127.0.0.1", port = %d }
                }
                """
                        .formatted(host, port, database, bootstrapServers, delivery, namespaces, LoopbackPorts.free()));
        return List.of(launcher().toString(), "run", "--config", configuration.toString());
    }

    private static Path launcher() {
        String distribution = System.getenv(DISTRIBUTION);
        if (distribution == null) {
            throw new IllegalStateException(DISTRIBUTION + " is not set; start the benchmark with ./bench");
        }
        return Path.of(distribution, "bin", "cdc-notifier");
    }
}
