package dev.cdcnotifier.demo;

import dev.cdcnotifier.testkit.PgServer;

/** {@code --keep}: everything stays up under a light load, and the person is told how to look at it. */
final class KeepRunning {

    private static final int RATE = 5;
    private static final long CHECK_MILLIS = 1_000;

    private KeepRunning() {}

    /** Ends only with an exception: of the interrupted thread, or because something has ended by itself. */
    static void untilInterrupted(Console console, Stage stage, Owned owned) throws InterruptedException {
        Load load = owned.add(Load.start(() -> DemoDatabase.connect(stage.postgres()), "k", RATE, new LatencyProbe()));
        console.say(howToLook(stage));
        while (true) {
            stage.runner().checkAlive();
            load.totals();
            Thread.sleep(CHECK_MILLIS);
        }
    }

    private static String howToLook(Stage stage) {
        PgServer postgres = stage.postgres();
        String kafka = stage.kafka().bootstrapServers();
        return """
                Everything keeps running, at %d transactions/s, until Ctrl-C. Have a look:

                  psql -h %s -p %d -U %s %s                     (no password)
                  %s?%s
                  kcat -b %s -C -t %s -f '%%k %%h\\n'
                  kafka-console-consumer.sh --bootstrap-server %s --topic %s --from-beginning
                  curl %s/health/ready
                  curl %s/streams
                  curl %s/metrics
                  tail -f %s
                """
                .formatted(
                        RATE,
                        postgres.host(),
                        postgres.port(),
                        PgServer.SUPERUSER,
                        DemoDatabase.NAME,
                        postgres.jdbcUrl(DemoDatabase.NAME),
                        "user=" + PgServer.SUPERUSER,
                        kafka,
                        DemoTopics.LIFECYCLE,
                        kafka,
                        DemoTopics.EVENT_SINK,
                        stage.runner().url(),
                        stage.runner().url(),
                        stage.runner().url(),
                        stage.runner().log());
    }
}
