package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import dev.cdcnotifier.testkit.PgServers;
import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicReader.Isolation;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.progressor.EngineTables;
import dev.cdcnotifier.testkit.progressor.ProgressorSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream needs in PostgreSQL is made and removed on demand, with real servers. */
@Timeout(300)
class SetupCommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static KafkaBroker kafka;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        kafka = KafkaBroker.start();
        kafka.createTopic("events", 3);
        kafka.createTopic("lifecycle", 3);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void init_makes_what_is_missing_once_also_when_the_process_may_only_verify(int major) throws Exception {
        try (World world = new World(major, "verify")) {
            CommandRun dry = world.run("init", "--dry-run");
            assertThat(dry.code()).isZero();
            assertThat(dry.out())
                    .contains("to be run  ALTER TABLE", "to be run  CREATE PUBLICATION \"demo/shop\"")
                    .contains("to be run  SELECT pg_catalog.pg_create_logical_replication_slot('" + world.slot + "'");
            assertThat(world.objects()).isEqualTo("0 0 d");

            CommandRun first = world.run("init");
            assertThat(first.code()).as(first.out() + first.err()).isZero();
            assertThat(first.out()).contains("made  CREATE PUBLICATION").doesNotContain("was there");
            assertThat(world.objects()).isEqualTo("1 1 f");

            CommandRun second = world.run("init");
            assertThat(second.code()).isZero();
            assertThat(second.out()).contains("was there  publication demo/shop", "was there  slot " + world.slot);
            assertThat(second.out()).doesNotContain("made");
            assertThat(world.run("check").code()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void a_namespace_made_by_init_joins_a_slot_that_exists(int major) throws Exception {
        try (World world = new World(major, "verify")) {
            world.execute("SELECT pg_create_logical_replication_slot('" + world.slot + "', 'pgoutput')");
            CommandRun init = world.run("init");
            assertThat(init.code()).as(init.out()).isZero();
            assertThat(init.out()).contains("made  CREATE PUBLICATION", "was there  slot");
            assertThat(world.run("init").out()).doesNotContain("made");
            assertThat(world.run("check").code()).isZero();
        }
    }

    @Test
    void a_publication_that_the_stream_had_is_made_again_only_with_the_word_for_it() throws Exception {
        try (World world = new World(17, "create")) {
            assertThat(world.run("init").code()).isZero();
            world.execute("DROP PUBLICATION \"demo/shop\"");
            assertThat(world.run("check").out()).contains("FAIL", "it was taken away");
            CommandRun refused = world.run("init");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.out()).contains("it was taken away", "init --new-slot");
            assertThat(world.run("init", "--new-slot").out()).contains("made  CREATE PUBLICATION");
            assertThat(world.run("check").code()).isZero();
        }
    }

    @Test
    void init_without_tables_makes_nothing_and_says_why() throws Exception {
        try (World world = new World(18, "create")) {
            world.execute("DROP TABLE \"demo/shop_events\"");
            CommandRun init = world.run("init");
            assertThat(init.code()).isEqualTo(1);
            assertThat(init.out()).contains("FAIL", "table public.demo/shop_events does not exist");
            assertThat(world.objects()).isEqualTo("0 0 d");
        }
    }

    @Test
    void mending_needs_a_yes_and_makes_only_what_create_would() throws Exception {
        try (World world = new World(18, "verify")) {
            CommandRun unasked = world.run("check", "--mend");
            assertThat(unasked.code()).isEqualTo(2);
            assertThat(unasked.err().lines()).hasSize(1);
            assertThat(unasked.err()).contains("no terminal").contains("--yes");
            assertThat(world.objects()).isEqualTo("0 0 d");

            CommandRun mended = world.run("check", "--mend", "--yes");
            assertThat(mended.code()).as(mended.out()).isZero();
            assertThat(mended.out())
                    .contains("To be run for main/" + world.slot)
                    .contains("FAIL")
                    .containsSubsequence("FAIL", "done main/" + world.slot, "Everything that is needed holds.");
            assertThat(world.objects()).isEqualTo("1 1 f");
            assertThat(world.run("check", "--mend", "--yes").out()).contains("There is nothing to mend with SQL.");

            world.execute("ALTER PUBLICATION \"demo/shop\" SET (publish = 'insert')");
            CommandRun left = world.run("check", "--mend", "--yes");
            assertThat(left.code()).isEqualTo(1);
            assertThat(left.out()).contains("Nothing is mended for main/" + world.slot);
        }
    }

    @Test
    void drop_shows_what_is_lost_and_removes_it() throws Exception {
        try (World world = new World(17, "create")) {
            assertThat(world.run("init").code()).isZero();
            CommandRun unasked = world.run("drop", "--slot", world.slot);
            assertThat(unasked.code()).isEqualTo(2);
            assertThat(unasked.err().lines()).hasSize(1);
            assertThat(world.objects()).isEqualTo("1 1 f");

            world.execute("INSERT INTO \"demo/shop_processes\" (process_id, status, previous_status)"
                    + " VALUES ('p1', 'running', 'init')");
            CommandRun dropped = world.run("drop", "--slot", "main/" + world.slot, "--yes");
            assertThat(dropped.code()).as(dropped.err()).isZero();
            assertThat(dropped.out())
                    .contains("is lost to consumers")
                    .contains("Left as they are (--publications removes them too): publication demo/shop")
                    .contains("Replica identities are left as they are");
            assertThat(world.objects()).isEqualTo("1 0 f");

            assertThat(world.run("drop", "--slot", world.slot, "--publications", "--yes")
                            .code())
                    .isZero();
            assertThat(world.objects()).isEqualTo("0 0 f");
            assertThat(world.run("drop", "--slot", world.slot, "--publications", "--yes")
                            .out())
                    .contains("nothing to remove");
        }
    }

    @Test
    void a_slot_that_was_dropped_and_made_anew_streams_exactly_once_from_there() throws Exception {
        try (World world = new World(17, "create", "exactly-once")) {
            assertThat(deliver(world, "p1")).hasSize(2);
            CommandRun dropped = world.run("drop", "--slot", world.slot, "--yes");
            assertThat(dropped.out()).contains("its position is forgotten in topic cdc-notifier-positions");
            try (ProgressorSimulator engine = world.engine()) {
                engine.startProcess("lost");
            }
            assertThat(world.run("init").code()).isZero();
            assertThat(deliver(world, "p2")).hasSize(2);
            assertThat(TopicReader.readAll(kafka, "events").stream().map(TopicRecord::keyText))
                    .doesNotContain("demo/shop lost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void a_slot_that_vanished_is_made_again_by_init_only_with_new_slot(String delivery) throws Exception {
        try (World world = new World(16, "create", delivery)) {
            assertThat(deliver(world, "vanished-" + delivery)).hasSize(2);
            world.execute("SELECT pg_drop_replication_slot('" + world.slot + "')");
            CommandRun check = world.run("check");
            assertThat(check.code()).isEqualTo(1);
            assertThat(check.out()).contains("does not exist, was at ", "init --new-slot");
            CommandRun refused = world.run("init");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.out().replaceAll("\\s+", " "))
                    .contains("FAIL", "does not exist, was at ", "run cdc-notifier init --new-slot");
            assertThat(world.objects()).isEqualTo("1 0 f");

            CommandRun made = world.run("init", "--new-slot");
            assertThat(made.code()).as(made.out() + made.err()).isZero();
            assertThat(made.out()).contains("made  SELECT pg_catalog.pg_create_logical_replication_slot");
            assertThat(world.run("check").code()).isZero();
            assertThat(deliver(world, "again-" + delivery)).hasSize(2);
        }
    }

    @Test
    void a_slot_that_was_moved_is_accepted_by_init_with_new_slot() throws Exception {
        try (World world = new World(17, "create")) {
            assertThat(deliver(world, "moved-before")).hasSize(2);
            world.execute(
                    "INSERT INTO \"demo/shop_processes\" (process_id, status, previous_status)"
                            + " VALUES ('lost', 'running', 'init')",
                    "SELECT pg_replication_slot_advance('" + world.slot + "', pg_current_wal_lsn())");
            CommandRun check = world.run("check");
            assertThat(check.code()).isEqualTo(1);
            assertThat(check.out().replaceAll("\\s+", " ")).contains("the stream delivered only up to");
            assertThat(world.run("init", "--new-slot").code()).isZero();
            assertThat(world.run("check").code()).isZero();
            assertThat(deliver(world, "moved-after")).hasSize(2);
        }
    }

    /** Starts a process of the engine while the stream runs, and returns its messages. */
    private static List<TopicRecord> deliver(World world, String process) throws Exception {
        try (RunnerProcess runner = new RunnerProcess(world.config());
                ProgressorSimulator engine = world.engine();
                TopicReader reader = new TopicReader(
                        kafka.directBootstrapServers(), Isolation.READ_COMMITTED, "events", "lifecycle")) {
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            engine.startProcess(process);
            String key = "demo/shop " + process;
            List<TopicRecord> all = reader.readUntil(
                    "both messages",
                    PATIENCE,
                    records -> records.stream()
                                    .filter(record -> record.keyText().equals(key))
                                    .count()
                            >= 2);
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
            return all.stream().filter(record -> record.keyText().equals(key)).toList();
        }
    }

    @Test
    void drop_refuses_a_slot_in_use_and_names_who_uses_it_and_init_leaves_it_alone() throws Exception {
        try (World world = new World(18, "create");
                RunnerProcess runner = new RunnerProcess(world.config())) {
            runner.start();
            runner.awaitStatus("/health/ready", 200);
            CommandRun refused = world.run("drop", "--slot", world.slot, "--publications", "--yes");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err().lines()).hasSize(1);
            assertThat(refused.err()).contains("application cdc-notifier", "Nothing was removed");
            assertThat(world.objects()).isEqualTo("1 1 f");
            assertThat(world.run("init").out()).contains("was there  slot").doesNotContain("made");

            world.execute("ALTER PUBLICATION \"demo/shop\" DROP TABLE \"demo/shop_events\"");
            CommandRun busy = world.run("init");
            assertThat(busy.code()).isEqualTo(1);
            assertThat(busy.out()).contains("is active for pid");
            runner.signal("TERM");
            assertThat(runner.awaitExit(PATIENCE)).isZero();
        }
    }

    @Test
    void a_stream_that_is_not_configured_is_one_line_with_the_nearest_name() throws Exception {
        try (World world = new World(18, "create")) {
            for (List<String> command : List.of(
                    List.of("check", "--only"), List.of("init", "--only"), List.of("drop", "--yes", "--slot"))) {
                List<String> words = new ArrayList<>(command);
                words.add(world.slot + "x");
                CommandRun wrong = world.run(words.toArray(String[]::new));
                assertThat(wrong.code()).isEqualTo(2);
                assertThat(wrong.err().lines()).hasSize(1);
                assertThat(wrong.err()).contains("did you mean \"" + world.slot + "\"?");
            }
        }
    }

    /** A database with the tables of one namespace, and the configuration that streams it. */
    private final class World implements AutoCloseable {

        final PgServer pg;
        final String database;
        final String slot;
        final String provision;
        final String delivery;

        World(int major, String provision) throws SQLException {
            this(major, provision, "at-least-once");
        }

        World(int major, String provision, String delivery) throws SQLException {
            this.delivery = delivery;
            this.pg = PgServers.shared(major);
            this.database = pg.createDatabase();
            this.slot = "slot_" + database;
            this.provision = provision;
            try (Connection engine = pg.connect(database)) {
                new EngineTables("demo/shop").create(engine);
            }
        }

        CommandRun run(String command, String... options) throws Exception {
            Path file = Files.writeString(folder.resolve("cdc.conf"), config());
            List<String> words = new ArrayList<>(List.of(command, "--config", file.toString()));
            words.addAll(List.of(options));
            return CommandRun.of(words.toArray(String[]::new));
        }

        CommandRun run(String[] words) throws Exception {
            return run(words[0], Arrays.copyOfRange(words, 1, words.length));
        }

        ProgressorSimulator engine() throws Exception {
            return new ProgressorSimulator(() -> pg.connect(database), "demo/shop");
        }

        void execute(String... statements) throws SQLException {
            pg.execute(database, statements);
        }

        /** How many publications and slots there are, and the replica identity of the processes. */
        String objects() throws SQLException {
            try (Connection connection = pg.connect(database);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT (SELECT count(*) FROM pg_publication) || ' '"
                            + " || (SELECT count(*) FROM pg_replication_slots WHERE database = current_database()) || ' '"
                            + " || (SELECT relreplident::text FROM pg_class WHERE relname = 'demo/shop_processes')")) {
                row.next();
                return row.getString(1);
            }
        }

        String config() {
            return """
                   cdc-notifier {
                     databases { main { host = "127.0.0.1", port = %d, database = %s, username = postgres, password = "" } }
                     kafka-clients { k { bootstrap.servers = "%s" } }
                     progressor {
                       delivery = %s, publications = %s, slot = %s, reconnect-timeout = 500 ms
                       streams.main.%s."demo/shop" { kafka-client = k, eventsink-topic = events, lifecycle-topic = lifecycle }
                     }
                   }
                   """
                    .formatted(pg.port(), database, kafka.bootstrapServers(), delivery, provision, provision, slot);
        }

        @Override
        public void close() throws SQLException {
            pg.dropDatabase(database);
        }
    }
}
