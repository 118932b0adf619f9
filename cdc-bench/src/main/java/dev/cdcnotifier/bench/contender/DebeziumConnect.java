package dev.cdcnotifier.bench.contender;

import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Debezium in a standalone worker of Kafka Connect. */
final class DebeziumConnect extends Debezium {

    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    DebeziumConnect(boolean tuned) {
        super("Debezium Connect", "in a standalone worker of Kafka Connect", tuned);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(connectorSettings());
        settings.putAll(workerSettings());
        return settings;
    }

    @Override
    public List<String> command(Job job) throws IOException {
        Path folder = job.folder();
        return List.of(
                DebeziumHome.launcher(),
                "connect",
                DebeziumSettings.write(folder.resolve("worker.properties"), worker(job)),
                DebeziumSettings.write(folder.resolve("connector.properties"), connector(job)));
    }

    private Map<String, String> worker(Job job) {
        Map<String, String> worker = new LinkedHashMap<>();
        worker.put("bootstrap.servers", job.bootstrapServers());
        worker.put("key.converter", JSON);
        worker.put("value.converter", JSON);
        worker.put(
                "offset.storage.file.filename", job.folder().resolve("offsets").toString());
        worker.put("listeners", "http://127.0.0.1:" + LoopbackPorts.free());
        worker.putAll(workerSettings());
        return worker;
    }

    /** Every record goes to the job's topic, by Kafka's own transformation for that. */
    private Map<String, String> connector(Job job) {
        Map<String, String> connector = DebeziumSettings.needed(job);
        connector.put("tasks.max", "1");
        connector.put("transforms", "topic");
        connector.put("transforms.topic.type", "org.apache.kafka.connect.transforms.RegexRouter");
        connector.put("transforms.topic.regex", ".*");
        connector.put("transforms.topic.replacement", job.topic());
        connector.putAll(connectorSettings());
        return connector;
    }

    private Map<String, String> connectorSettings() {
        return isTuned() ? DebeziumSettings.tuned() : Map.of();
    }

    private Map<String, String> workerSettings() {
        if (!isTuned()) {
            return Map.of();
        }
        Map<String, String> settings = Settings.prefixed("producer.", DebeziumSettings.tunedProducer());
        settings.put("key.converter.schemas.enable", "false");
        settings.put("value.converter.schemas.enable", "false");
        return settings;
    }
}
