package dev.cdcnotifier.bench.contender;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** The raw pipe's program; runs until it is killed. */
public final class RawPipeMain {

    private RawPipeMain() {}

    /** Host, port, database, slot, publication, whether tuples are binary, brokers, topic. */
    public static void main(String[] arguments) throws SQLException {
        String url = "jdbc:postgresql://" + arguments[0] + ':' + arguments[1] + '/' + arguments[2];
        try (Connection connection = DriverManager.getConnection(url, replication());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        producer(arguments[6]), new ByteArraySerializer(), new ByteArraySerializer());
                PGReplicationStream stream = connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(arguments[3])
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", '"' + arguments[4] + '"')
                        .withSlotOption("binary", arguments[5])
                        .withStatusInterval(1, TimeUnit.SECONDS)
                        .start()) {
            pump(stream, producer, arguments[7]);
        }
    }

    private static void pump(PGReplicationStream stream, KafkaProducer<byte[], byte[]> producer, String topic)
            throws SQLException {
        while (true) {
            ByteBuffer message = stream.read();
            if (message.get(message.position()) == 'I') {
                int from = message.arrayOffset() + message.position();
                byte[] value = Arrays.copyOfRange(message.array(), from, from + message.remaining());
                producer.send(new ProducerRecord<>(topic, value));
            }
        }
    }

    private static Properties replication() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, "postgres");
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        return properties;
    }

    private static Map<String, Object> producer(String bootstrapServers) {
        Map<String, Object> producer = new HashMap<>(producerSettings());
        producer.put("bootstrap.servers", bootstrapServers);
        return producer;
    }

    /** What the runner's producer has by default. */
    static Map<String, String> producerSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("linger.ms", "0");
        settings.put("batch.size", String.valueOf(128 << 10));
        settings.put("buffer.memory", String.valueOf(32 << 20));
        settings.put("max.in.flight.requests.per.connection", "1");
        return settings;
    }
}
