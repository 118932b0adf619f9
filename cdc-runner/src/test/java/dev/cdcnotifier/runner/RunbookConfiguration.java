package dev.cdcnotifier.runner;

import java.util.ArrayList;
import java.util.List;

/** A configuration as an operator would write it, a line for each setting; pages edit it. */
final class RunbookConfiguration {

    private final List<String> streams = new ArrayList<>();
    private final List<String> settings = new ArrayList<>(List.of("reconnect-timeout = 500 ms"));
    private String http = "";
    private String brokers = "";

    /** No stream yet. */
    static RunbookConfiguration empty() {
        return new RunbookConfiguration();
    }

    /** The one that README shows. */
    static RunbookConfiguration readme() {
        return empty().stream("cdc_slot_default", RunbookWorld.NAMESPACE, "cdc_eventsink_topic", "cdc_lifecycle_topic");
    }

    RunbookConfiguration stream(String slot, String namespace, String eventsink, String lifecycle) {
        streams.add(
                """
                      %s {
                        "%s" {
                          kafka-client = default_kafka_client
                          eventsink-topic = %s
                          lifecycle-topic = %s
                        }
                      }
                """
                        .formatted(slot, namespace, eventsink, lifecycle));
        return this;
    }

    /** A line of {@code progressor}. */
    RunbookConfiguration setting(String line) {
        settings.add(line);
        return this;
    }

    /** A token for what changes something over HTTP. */
    RunbookConfiguration token(String token) {
        http = "  http.token = \"" + token + "\"\n";
        return this;
    }

    /** Another cluster than the world's. */
    RunbookConfiguration brokers(String bootstrapServers) {
        brokers = bootstrapServers;
        return this;
    }

    String text(RunbookWorld world) {
        return """
               cdc-notifier {
               %s  databases {
                   progressor_db {
                     host = "%s"
                     port = %d
                     database = "progressor_db"
                     username = "cdc"
                     password-file = "cdc.password"
                   }
                 }
                 kafka-clients {
                   default_kafka_client { bootstrap.servers = "%s" }
                 }
                 progressor {
                   %s
                   streams.progressor_db {
               %s    }
                 }
               }
               """
                .formatted(
                        http,
                        world.pg().host(),
                        world.pg().port(),
                        brokers.isEmpty() ? world.kafka().bootstrapServers() : brokers,
                        String.join("\n    ", settings),
                        String.join("", streams));
    }
}
