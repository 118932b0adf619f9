package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The configuration file of the demo's runner: what an operator would write for this database and these topics. */
final class RunnerConfiguration {

    private RunnerConfiguration() {}

    static String text(PgServer postgres, KafkaBroker kafka, Path passwordFile, int httpPort) {
        return """
                cdc-notifier {
                  databases {
                    progressor_db {
                      host = "%s", port = %d, database = "%s"
                      username = "%s", password-file = "%s"
                    }
                  }
                  kafka-clients {
                    default_kafka_client { bootstrap.servers = "%s" }
                  }
                  progressor {
                    streams {
                      progressor_db {
                        %s {
                %s
                        }
                      }
                    }
                  }
                  http { host = "127.0.0.1", port = %d }
                }
                """
                .formatted(
                        postgres.host(),
                        postgres.port(),
                        DemoDatabase.NAME,
                        DemoDatabase.ROLE,
                        passwordFile,
                        kafka.bootstrapServers(),
                        DemoDatabase.SLOT,
                        DemoDatabase.NAMESPACES.stream()
                                .map(RunnerConfiguration::namespace)
                                .collect(Collectors.joining("\n")),
                        httpPort);
    }

    private static String namespace(String namespace) {
        return """
                          "%s" {
                            kafka-client = default_kafka_client
                            eventsink-topic = %s
                            lifecycle-topic = %s
                          }"""
                .formatted(namespace, DemoTopics.EVENT_SINK, DemoTopics.LIFECYCLE)
                .indent(10)
                .stripTrailing();
    }
}
