package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.ops.Ops;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What alerts and dashboard ask for is what a runner shows. */
@Timeout(180)
class OpsMetricsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void every_metric_of_the_alerts_and_the_dashboard_is_shown_by_a_runner() throws Exception {
        Set<String> asked = Ops.metrics();
        assertThat(asked).hasSizeGreaterThan(30);
        PgServer pg = PgServers.shared(17);
        String database = pg.createDatabase();
        try (KafkaBroker kafka = KafkaBroker.start();
                ProgressorSimulator engine = RunnerIT.engine(pg, database);
                RunnerProcess runner =
                        new RunnerProcess(RunnerIT.config(pg.port(), database, kafka.bootstrapServers()))) {
            runner.start();
            Await.until("a failure to be counted", PATIENCE, () -> shown(runner).contains("cdc_failures_total"));
            RunnerIT.createTopics(kafka);
            runner.awaitStatus("/health/ready", 200);
            engine.startProcess("p1");
            awaitShown(runner, asked);
        } finally {
            pg.dropDatabase(database);
        }
    }

    private static void awaitShown(RunnerProcess runner, Set<String> asked) {
        Set<String> missing = new TreeSet<>(asked);
        try {
            Await.until(
                    "all metrics to be shown", PATIENCE, () -> missing.removeAll(shown(runner)) && missing.isEmpty());
        } catch (RuntimeException e) {
            throw new AssertionError("no runner shows " + missing, e);
        }
    }

    private static Set<String> shown(RunnerProcess runner) throws IOException, InterruptedException {
        return runner.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }
}
