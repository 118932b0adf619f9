package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.process.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.kafka.common.utils.AppInfoParser;

/** Everything the demo needs, up and ready: PostgreSQL with the tables, Kafka with the topics, cdc-notifier streaming. */
record Stage(PgServer postgres, KafkaBroker kafka, RunnerProcess runner) {

    private static final int POSTGRES = 17;

    /** Starts it all, step by step before the person's eyes; whatever was started belongs to {@code owned}. */
    static Stage build(Console console, Owned owned) throws Exception {
        PgServer postgres = console.step(
                "Start PostgreSQL " + POSTGRES + " (fsync on, as in production)",
                () -> owned.add(PgServer.builder(POSTGRES)
                        .durable()
                        .passwordAuthentication()
                        .start()));
        KafkaBroker kafka = console.step(
                "Start Kafka " + AppInfoParser.getVersion(),
                () -> owned.add(KafkaBroker.builder().ownProcess().start()));
        console.step("Create the tables of " + String.join(" and ", DemoDatabase.NAMESPACES), () -> {
            DemoDatabase.create(postgres);
            return null;
        });
        console.step("Create the topics, " + DemoTopics.PARTITIONS + " partitions each", () -> {
            DemoTopics.create(kafka);
            return null;
        });
        int httpPort = LoopbackPorts.free();
        RunnerProcess runner = owned.add(new RunnerProcess(httpPort));
        Path configuration = configure(console, postgres, kafka, runner.folder(), httpPort);
        console.step("Start cdc-notifier (java " + String.join(" ", RunnerProcess.FLAGS) + ")", () -> {
            runner.start(configuration);
            return null;
        });
        return new Stage(postgres, kafka, runner);
    }

    private static Path configure(Console console, PgServer postgres, KafkaBroker kafka, Path folder, int httpPort)
            throws IOException {
        Path password = folder.resolve("password");
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, DemoDatabase.PASSWORD);
        Path file = folder.resolve("cdc-notifier.conf");
        String text = RunnerConfiguration.text(postgres, kafka, password.getFileName(), httpPort);
        Files.writeString(file, text);
        console.say("\n  " + file + ":\n\n" + text.indent(4));
        return file;
    }
}
