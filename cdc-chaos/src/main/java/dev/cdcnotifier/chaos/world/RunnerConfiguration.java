package dev.cdcnotifier.chaos.world;

import dev.cdcnotifier.chaos.oracle.Expected;

/** The runner's configuration, with short pauses: both servers are reached through proxies. */
record RunnerConfiguration(int postgresPort, String bootstrapServers) {

    String of(String lane, int httpPort, boolean exactlyOnce) {
        return """
                cdc-notifier {
                  databases.db {
                    host = "127.0.0.1", port = %d, database = "%s", username = "postgres", password = "unused"
                  }
                  kafka-clients.kafka { bootstrap.servers = "%s" }
                  progressor {
                    resend-timeout = 1 s
                    max-retries = 3
                    reconnect-timeout = 1 s
                    delivery = %s
                    streams.db.%s.%s {
                      kafka-client = kafka
                      eventsink-topic = "%s"
                      lifecycle-topic = "%s"
                    }
                  }
                  http { host = "127.0.0.1", port = %d }
                }
                """
                .formatted(
                        postgresPort,
                        World.DATABASE,
                        bootstrapServers,
                        exactlyOnce ? "exactly-once" : "at-least-once",
                        lane,
                        lane,
                        Expected.eventTopic(lane),
                        Expected.lifecycleTopic(lane),
                        httpPort);
    }
}
