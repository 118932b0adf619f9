package dev.cdcnotifier.chaos.row;

import dev.cdcnotifier.chaos.fault.FaultLog;
import dev.cdcnotifier.chaos.oracle.Deliveries;
import dev.cdcnotifier.chaos.report.FailureFolder;
import dev.cdcnotifier.chaos.row.kafka.KafkaRows;
import dev.cdcnotifier.chaos.row.link.LinkRows;
import dev.cdcnotifier.chaos.row.once.ExactlyOnceRows;
import dev.cdcnotifier.chaos.row.process.ProcessRows;
import dev.cdcnotifier.chaos.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All rows there are, and how one is tried. */
public final class Rows {

    /** A row's verdict when it held. */
    public static final String PASS = "pass";

    private static final Duration QUIET = Duration.ofSeconds(60);

    private Rows() {}

    @SafeVarargs
    private static List<Row> inOrder(List<? extends Row>... families) {
        return Stream.of(families).<Row>flatMap(List::stream).toList();
    }

    /**
     * In the order of the catalogue.
     *
     * @param megabytes of unrelated log beside an idle stream
     */
    public static List<Row> all(int megabytes) {
        return inOrder(
                List.of(
                        new WalsenderTerminated(),
                        new CredentialsLost(),
                        new ServerStops(true),
                        new ServerStops(false)),
                List.of(new SlotDropped(), new SlotRecreated(), new SlotInvalidated(), new SlotGoneWhileDown()),
                PublicationTaken.all(),
                List.of(new TableDropped(false), new TableDropped(true), new ColumnAdded(), new ColumnsChanged()),
                List.of(new IdentityLost(), new TablesTruncated(), new UnchangedToast(), new TablesUnbearable()),
                List.of(
                        new ServerRestarts(),
                        new ServerKilled(),
                        new BackendKilled(),
                        new FailedOver(),
                        new SlotLeftBehind(),
                        new ServerStartsSlowly(),
                        new ServerHoldsBack(),
                        new UndecodableChange(),
                        new SettingsOfTheRole(),
                        new SlotWaits()),
                List.of(new BrokersBrieflyAway(), new GracefulStop(), new IdleBesideLoad(megabytes)),
                Transactions.all(),
                List.of(new PoisonRow(), new OddTimes()),
                LinkRows.ALL,
                KafkaRows.ALL,
                ExactlyOnceRows.ALL,
                ProcessRows.ALL);
    }

    /** The chosen ones; all when none is chosen. Fails with the first that there is not. */
    public static List<Row> chosen(List<Row> all, Set<String> ids) {
        Set<String> unknown = new TreeSet<>(ids);
        all.forEach(row -> unknown.remove(row.id()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there is no row " + String.join(", ", unknown));
        }
        return all.stream()
                .filter(row -> ids.isEmpty() || ids.contains(row.id()))
                .toList();
    }

    /** Tries rows one after another; each id with {@link #PASS} or why not. */
    public static Map<String, String> run(
            List<Row> rows, int major, long seed, Deliveries deliveries, FaultLog log, Consumer<String> progress) {
        Map<String, String> verdicts = new TreeMap<>();
        for (Row row : rows) {
            progress.accept("row " + row.id() + ": " + row.claim());
            List<Integer> versions = row.versions(major);
            for (int version : versions) {
                String name = versions.size() == 1 ? row.id() : row.id() + " on PostgreSQL " + version;
                String verdict = run(row, version, seed, deliveries, log, progress);
                log.add("row-" + row.id(), true, Duration.ofNanos(-1));
                progress.accept("  " + name + ": " + verdict);
                verdicts.put(name, verdict);
            }
        }
        return verdicts;
    }

    private static String run(
            Row row, int major, long seed, Deliveries deliveries, FaultLog log, Consumer<String> progress) {
        Deliveries tried = row.deliveries(deliveries);
        try (World world = new World(major, row.lanes(), 40, seed, tried::isExactlyOnce, row.clustered())) {
            String verdict = judge(row, world, progress);
            if (!verdict.equals(PASS)) {
                String again = "./chaos --only %s --postgres %d --seed %d --delivery %s"
                        .formatted(row.id(), major, seed, tried.option());
                progress.accept("  kept in " + FailureFolder.keep(world, log, again) + "; again: " + again);
            }
            return verdict;
        } catch (Exception e) {
            return "fail: " + e;
        }
    }

    private static String judge(Row row, World world, Consumer<String> progress) {
        try {
            world.startAll();
            RowWorld rowWorld = new RowWorld(world, progress);
            rowWorld.awaitRecovery();
            row.run(rowWorld);
            world.workload().stop();
            if (!world.checker().awaitQuiet(QUIET)) {
                return "fail: not quiet within " + QUIET.toSeconds() + " s";
            }
            world.checker().finish();
            world.workload().compareWithOracle();
            List<String> violations = world.findings().texts();
            violations.forEach(text -> progress.accept("  violation: " + text));
            return violations.isEmpty() ? PASS : "fail: " + violations.get(0);
        } catch (Exception | AssertionError e) {
            return "fail: " + e;
        }
    }
}
