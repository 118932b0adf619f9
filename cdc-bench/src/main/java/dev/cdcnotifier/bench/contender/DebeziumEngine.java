package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Debezium's engine in a small program that sends what it is given to Kafka. */
final class DebeziumEngine extends Debezium {

    DebeziumEngine(boolean tuned) {
        super("Debezium engine", "embedded, with a producer behind it", tuned);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(engineSettings());
        settings.putAll(Settings.prefixed("producer.", producerSettings()));
        return settings;
    }

    @Override
    public List<String> command(Job job) throws IOException {
        Path folder = job.folder();
        Map<String, String> engine = DebeziumSettings.needed(job);
        engine.put("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
        engine.put("offset.storage.file.filename", folder.resolve("offsets").toString());
        engine.putAll(engineSettings());
        Map<String, String> producer = new LinkedHashMap<>(Map.of("bootstrap.servers", job.bootstrapServers()));
        producer.putAll(producerSettings());
        return List.of(
                DebeziumHome.launcher(),
                "engine",
                DebeziumSettings.write(folder.resolve("engine.properties"), engine),
                DebeziumSettings.write(folder.resolve("producer.properties"), producer),
                job.topic());
    }

    private Map<String, String> engineSettings() {
        if (!isTuned()) {
            return Map.of();
        }
        Map<String, String> settings = DebeziumSettings.tuned();
        settings.put("converter.schemas.enable", "false");
        return settings;
    }

    private Map<String, String> producerSettings() {
        return isTuned() ? DebeziumSettings.tunedProducer() : Map.of();
    }
}
