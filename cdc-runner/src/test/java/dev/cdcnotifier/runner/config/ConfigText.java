package dev.cdcnotifier.runner.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A configuration file as text, and what becomes of it. */
final class ConfigText {

    /** The shape of the manual's first example. */
    static final String VALID =
            """
            cdc-notifier {
              databases {
                progressor_db {
                  host = "127.0.0.1", port = 5432, database = "progressor_db"
                  username = "progressor"
                  password = "s3cret"
                  schema = "public"
                }
              }
              kafka-clients {
                default_kafka_client { bootstrap.servers = "127.0.0.1:9092" }
              }
              progressor {
                resend-timeout = 3 s
                max-retries = 3
                reconnect-timeout = 5 s
                streams {
                  progressor_db {
                    cdc_slot_default {
                      "default/default" {
                        kafka-client = default_kafka_client
                        eventsink-topic = cdc_eventsink_topic
                        lifecycle-topic = cdc_lifecycle_topic
                      }
                    }
                  }
                }
              }
            }
            """;

    static final String SLOT = "cdc-notifier.progressor.streams.progressor_db.cdc_slot_default";
    static final String NAMESPACE = SLOT + ".\"default/default\"";
    static final String DATABASE = "cdc-notifier.databases.progressor_db";

    private final Path directory;

    ConfigText(Path directory) {
        this.directory = directory;
    }

    RunnerConfig load(String text) throws InvalidConfigException {
        return ConfigFile.load(write("cdc.conf", text));
    }

    /** The only stream of a configuration. */
    StreamConfig stream(String text) throws InvalidConfigException {
        return load(text).streams().get(0);
    }

    /** The problems' lines; empty when there are none. */
    List<String> problems(String text) {
        try {
            load(text);
            return List.of();
        } catch (InvalidConfigException e) {
            return e.problems().stream().map(ConfigProblem::toString).toList();
        }
    }

    /** The problems when these lines are added to a valid configuration; they stand on line 30 and after. */
    List<String> problemsWith(String lines) {
        return problems(VALID + lines);
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
