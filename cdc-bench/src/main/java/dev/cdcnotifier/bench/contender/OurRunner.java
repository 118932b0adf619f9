package dev.cdcnotifier.bench.contender;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The distribution as it is shipped. */
final class OurRunner implements Contender {

    /** Where the distribution lies; the launcher at the repository's root says it. */
    private static final String DISTRIBUTION = "CDC_BENCH_DISTRIBUTION";

    private final String delivery;

    OurRunner(String delivery) {
        this.delivery = delivery;
    }

    @Override
    public String name() {
        return "cdc-notifier " + delivery;
    }

    @Override
    public String about() {
        return "the distribution with its shipped settings";
    }

    @Override
    public String version() {
        String distribution = System.getenv(DISTRIBUTION);
        return distribution == null ? "" : JarVersion.of(Path.of(distribution, "lib"), "cdc-core");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("delivery", delivery);
    }

    @Override
    public List<String> command(Job job) throws IOException {
        Path configuration = Files.writeString(
                job.folder().resolve("cdc-notifier.conf"),
                """
                cdc-notifier {
                  databases.db {
                    host = "%s", port = %d, database = "%s", username = "postgres", password = "unused"
                  }
                  kafka-clients.kafka { bootstrap.servers = "%s" }
                  progressor {
                    delivery = %s
                    streams.db."%s"."%s" {
                      kafka-client = kafka, eventsink-topic = "%s", lifecycle-topic = "%s-lifecycle"
                    }
                  }
                  http { host = "127.0.0.1", port = %d }
                }
                """
                        .formatted(
                                job.host(),
                                job.port(),
                                job.database(),
                                job.bootstrapServers(),
                                delivery,
                                job.slot(),
                                job.publication(),
                                job.topic(),
                                job.topic(),
                                LoopbackPorts.free()));
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
