package dev.cdcnotifier.runner.runbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Kafka's own command-line tools, which Debian has no package for: scripts of their names, with the classes behind them. */
public final class KafkaTools {

    private static final Map<String, String> CLASSES = Map.of(
            "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
            "kafka-configs.sh", "kafka.admin.ConfigCommand",
            "kafka-acls.sh", "org.apache.kafka.tools.AclCommand",
            "kafka-features.sh", "org.apache.kafka.tools.FeatureCommand");

    private static final String SILENT =
            "<configuration><root level=\"OFF\"/><statusListener class=\"ch.qos.logback.core.status.NopStatusListener\"/>"
                    + "</configuration>";

    private KafkaTools() {}

    /** Writes the scripts into a folder. */
    public static void install(Path folder) throws IOException {
        Path logging = Files.writeString(folder.resolve("silent.xml"), SILENT);
        for (Map.Entry<String, String> tool : CLASSES.entrySet()) {
            script(
                    folder.resolve(tool.getKey()),
                    """
                    #!/bin/sh
                    CLASSPATH='%s' exec '%s/bin/java' -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
                      -Dlogback.configurationFile='%s' %s "$@"
                    """
                            .formatted(
                                    System.getProperty("java.class.path"),
                                    System.getProperty("java.home"),
                                    logging,
                                    tool.getValue()));
        }
    }

    /** Writes a script that can be run. */
    static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
