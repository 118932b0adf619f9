package dev.cdcnotifier.bench.debezium;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.JsonByteArray;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Debezium's engine with a Kafka producer behind it: what a service does that embeds it. The engine is what its builder
 * makes without a choice (the asynchronous one since Debezium 3), its records are JSON as bytes, and {@link BatchToKafka}
 * sends them. It runs until it is killed, or ends with exit code 1 when the engine gives up.
 */
public final class EngineMain {

    private EngineMain() {}

    /** The engine's properties, the producer's properties (two files), and the topic for every record. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("debezium engine: give ENGINE.properties PRODUCER.properties TOPIC");
            System.exit(2);
        }
        boolean succeeded = run(read(arguments[0]), read(arguments[1]), arguments[2]);
        System.exit(succeeded ? 0 : 1);
    }

    private static boolean run(Properties engineProperties, Properties producerProperties, String topic)
            throws IOException {
        boolean[] succeeded = {false};
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(producerProperties, new ByteArraySerializer(), new ByteArraySerializer());
                DebeziumEngine<ChangeEvent<byte[], byte[]>> engine = DebeziumEngine.create(JsonByteArray.class)
                        .using(engineProperties)
                        .using((success, message, error) -> {
                            succeeded[0] = success;
                            System.err.println(
                                    "debezium engine: ended: " + message + (error == null ? "" : ": " + error));
                        })
                        .notifying(new BatchToKafka(producer, topic))
                        .build()) {
            engine.run();
        }
        return succeeded[0];
    }

    private static Properties read(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        }
        return properties;
    }
}
