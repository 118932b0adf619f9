package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What Debezium is told, in its engine and in Kafka Connect alike. */
final class DebeziumSettings {

    private DebeziumSettings() {}

    /**
     * What its PostgreSQL connector needs to drain the job's slot and nothing else: the slot and the publication are there
     * already, the rows from before are not wanted, and of the two tables only the one that every contender makes its
     * records of.
     */
    static Map<String, String> needed(Job job) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", "bench");
        settings.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.put("database.hostname", job.host());
        settings.put("database.port", String.valueOf(job.port()));
        settings.put("database.dbname", job.database());
        settings.put("database.user", "postgres");
        settings.put("database.password", "unused");
        settings.put("topic.prefix", job.topic());
        settings.put("plugin.name", "pgoutput");
        settings.put("slot.name", job.slot());
        settings.put("publication.name", job.publication());
        settings.put("publication.autocreate.mode", "disabled");
        settings.put("snapshot.mode", "no_data");
        settings.put("table.include.list", job.eventsTable());
        return settings;
    }

    /** What a user changes who wants its connector fast. */
    static Map<String, String> tuned() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("poll.interval.ms", "10");
        settings.put("max.batch.size", "8192");
        settings.put("max.queue.size", "32768");
        return settings;
    }

    /** What a user changes who wants its producer fast; the order and the promise are kept. */
    static Map<String, String> tunedProducer() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("enable.idempotence", "true");
        settings.put("max.in.flight.requests.per.connection", "5");
        settings.put("linger.ms", "5");
        settings.put("batch.size", String.valueOf(128 << 10));
        return settings;
    }

    /** Writes them as a properties file; returns its path. */
    static String write(Path file, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file.toString();
    }
}
