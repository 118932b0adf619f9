package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.delivery.ProducerSettings;
import java.util.Map;

/** Reads a block of {@code kafka-clients}. */
final class KafkaClientReader {

    private KafkaClientReader() {}

    /** The client's properties; unknown names and values that the guarantee does not allow are problems. */
    static Map<String, String> read(Section section) {
        PropertyBlock block = new PropertyBlock(section);
        Map<String, String> properties = block.asText();
        properties.keySet().stream()
                .filter(name -> !ProducerSettings.names().contains(name))
                .forEach(name -> block.problem(
                        name,
                        "is not a property of a Kafka producer" + NearestName.hint(name, ProducerSettings.names())));
        ProducerSettings.problems(properties).forEach(block::problem);
        return properties;
    }
}
