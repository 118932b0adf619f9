package dev.cdcnotifier.chaos;

import dev.cdcnotifier.chaos.agent.PlantedBug;
import dev.cdcnotifier.chaos.oracle.Deliveries;
import dev.cdcnotifier.chaos.plant.PlantedBugs;
import dev.cdcnotifier.chaos.report.Progress;
import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.Rows;
import dev.cdcnotifier.testkit.PgServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The harness's command line. */
@Command(
        name = "chaos",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Starts PostgreSQL, Kafka and several cdc-notifiers on this machine, breaks them in many ways, and checks that"
                    + " nothing is lost, out of order, or confirmed too early.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 when every promise held and the faults took effect; 1 otherwise; 2 for a wrong argument."
        })
final class ChaosCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    @Option(
            names = "--profile",
            defaultValue = "ci",
            description =
                    "ci: 30 process, 5 PostgreSQL, 5 Kafka kills, 3 minutes of mixed faults; nightly: 1000, 200, 200,"
                            + " one hour, and every row (default: ${DEFAULT-VALUE}).")
    private Profile profile = Profile.ci;

    @Option(names = "--seed", paramLabel = "N", description = "Of all choices (default: by chance, and printed).")
    private @Nullable Long seed;

    @Option(names = "--only", split = ",", paramLabel = "ROW", description = "Only these rows, for example N1,K1.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(names = "--duration", paramLabel = "TIME", description = "Of the mixed faults, for example 90s, 3m, 1h.")
    private @Nullable String duration;

    @Option(names = "--kills", paramLabel = "N", description = "How often a runner is killed.")
    private @Nullable Integer kills;

    @Option(names = "--pg-kills", paramLabel = "N", description = "How often PostgreSQL is killed.")
    private @Nullable Integer postgresKills;

    @Option(names = "--kafka-kills", paramLabel = "N", description = "How often Kafka is killed.")
    private @Nullable Integer kafkaKills;

    @Option(names = "--postgres", paramLabel = "MAJOR", defaultValue = "17", description = "PostgreSQL's version.")
    private int major = 17;

    @Option(names = "--lanes", paramLabel = "N", defaultValue = "2", description = "How many runners work at a time.")
    private int lanes = 2;

    @Option(
            names = "--delivery",
            paramLabel = "HOW",
            description =
                    "at-least-once, exactly-once, or both: every second runner (default: both; for rows at-least-once).")
    private @Nullable String delivery;

    @Option(names = "--summary", paramLabel = "FILE", description = "Where the JSON summary goes, besides the output.")
    private @Nullable Path summary;

    @Option(names = "--planted", description = "Plant known bugs one by one; each has to be found.")
    private boolean planted;

    @Option(names = "--bug", split = ",", paramLabel = "BUG", description = "With --planted: only these.")
    private Set<String> onlyBugs = new LinkedHashSet<>();

    @Option(
            names = "--unrelated-wal",
            paramLabel = "MB",
            defaultValue = "200",
            description = "How much is written beside an idle stream (row D3; default: ${DEFAULT-VALUE}).")
    private int unrelatedMegabytes = 200;

    @Option(names = "--list", description = "Print every row: its number and what must be seen.")
    private boolean list;

    /** How much is done. */
    enum Profile {
        ci,
        nightly
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            for (Row row : Rows.all(unrelatedMegabytes)) {
                spec.commandLine().getOut().printf("%-4s %s%n", row.id(), row.claim());
            }
            return 0;
        }
        check();
        Progress progress = new Progress(System.out);
        long chosenSeed = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        progress.say("seed " + chosenSeed);
        if (planted) {
            return new PlantedBugs(major, chosenSeed, progress, bugs()).run() ? 0 : 1;
        }
        return new Campaign(plan(chosenSeed), progress).run() ? 0 : 1;
    }

    private List<PlantedBug> bugs() {
        List<PlantedBug> chosen = Arrays.stream(PlantedBug.values())
                .filter(bug -> onlyBugs.isEmpty() || onlyBugs.contains(bug.option()))
                .toList();
        if (!onlyBugs.isEmpty() && chosen.size() < onlyBugs.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--bug must be among "
                            + Arrays.stream(PlantedBug.values())
                                    .map(PlantedBug::option)
                                    .toList());
        }
        return chosen;
    }

    private void check() {
        if (!PgServer.versions().contains(major)) {
            throw new ParameterException(spec.commandLine(), "--postgres must be one of " + PgServer.versions());
        }
        try {
            chosen();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--only: " + e.getMessage(), e);
        }
        try {
            deliveries(Deliveries.BOTH);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--delivery " + e.getMessage(), e);
        }
    }

    private Plan plan(long chosenSeed) {
        boolean nightly = profile == Profile.nightly;
        boolean rowsOnly = !only.isEmpty();
        return new Plan(
                profile.name(),
                chosenSeed,
                major,
                lanes,
                deliveries(rowsOnly ? Deliveries.AT_LEAST_ONCE : Deliveries.BOTH),
                or(kills, rowsOnly ? 0 : nightly ? 1000 : 30),
                or(postgresKills, rowsOnly ? 0 : nightly ? 200 : 5),
                or(kafkaKills, rowsOnly ? 0 : nightly ? 200 : 5),
                length(rowsOnly ? "0s" : nightly ? "1h" : "3m"),
                nightly || rowsOnly ? chosen() : List.of(),
                summary);
    }

    private List<Row> chosen() {
        return Rows.chosen(Rows.all(unrelatedMegabytes), only);
    }

    private Deliveries deliveries(Deliveries otherwise) {
        return delivery == null ? otherwise : Deliveries.of(delivery);
    }

    private static int or(@Nullable Integer asked, int otherwise) {
        return asked == null ? otherwise : asked;
    }

    private Duration length(String otherwise) {
        String text = duration == null ? otherwise : duration;
        try {
            return Duration.parse("PT" + text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new ParameterException(spec.commandLine(), "--duration is a number and s, m or h, not " + text, e);
        }
    }
}
