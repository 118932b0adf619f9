package dev.cdcnotifier.bench.contender;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.postgresql.util.DriverInfo;

/** The least that can be done with the same driver and the same producer: no decoding, no mapping, no order, no promise. */
final class RawPipe implements Contender {

    private final boolean binary;

    RawPipe(boolean binary) {
        this.binary = binary;
    }

    @Override
    public String name() {
        return "raw pipe " + (binary ? "binary" : "text");
    }

    @Override
    public String about() {
        return "pgjdbc's bytes of each Insert to the same producer settings, nothing else; "
                + (binary ? "binary" : "text") + " tuples";
    }

    @Override
    public String version() {
        return "Kafka " + AppInfoParser.getVersion() + ", pgjdbc " + DriverInfo.DRIVER_VERSION;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("binary", String.valueOf(binary));
        settings.putAll(Settings.prefixed("producer.", RawPipeMain.producerSettings()));
        return settings;
    }

    @Override
    public List<String> command(Job job) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=cdc-bench-logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                RawPipeMain.class.getName(),
                job.host(),
                String.valueOf(job.port()),
                job.database(),
                job.slot(),
                job.publication(),
                String.valueOf(binary),
                job.bootstrapServers(),
                job.topic());
    }
}
