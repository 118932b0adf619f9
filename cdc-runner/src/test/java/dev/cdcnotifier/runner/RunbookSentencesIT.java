package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.ops.DebianTool;
import dev.cdcnotifier.runner.runbook.CommandShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * SQL and Kafka's commands that stand within a sentence of a runbook, where the situation that each is for is not made:
 * the servers take them. What stands in a block is run by {@link RunbooksIT}.
 */
@Timeout(600)
class RunbookSentencesIT {

    /** A command, but for the mere name of one. */
    private static final Pattern COMMAND = Pattern.compile(
            "`(?!ALTER (?:SYSTEM|TABLE)`)((?:SELECT|SHOW|ALTER|ALTER_REPLICATION_SLOT|GRANT|DROP|CREATE|kafka-[a-z]+\\.sh) [^`…]+)`");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^\\h*```.*?^\\h*```$");

    /** What stands for something of the reader's. */
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "(pid)",
            "(0)",
            "(PID)",
            "(0)",
            "--partitions N",
            "--partitions 8",
            "--replication-factor 3",
            "--replication-factor 1");

    /** What is refused in a world in which nothing is wrong, and with which words. */
    private static final Map<String, String> REFUSED = Map.of(
            "SELECT pg_promote();",
            "recovery is not in progress",
            // A role that Amazon's servers have.
            "GRANT rds_replication TO progressor;",
            "role \"rds_replication\" does not exist",
            "ALTER PUBLICATION \"default/default\" ADD TABLE \"public\".\"default/default_events\";",
            "is already member of publication",
            "kafka-acls.sh --bootstrap-server $BROKERS --add --allow-principal User:cdc --operation Write --operation Describe"
                    + " --topic cdc_eventsink_topic",
            "No Authorizer is configured",
            "kafka-topics.sh --bootstrap-server $BROKERS --create --topic cdc_eventsink_topic --partitions 8"
                    + " --replication-factor 1",
            "already exists");

    private static final String MAKE_SLOT = "SELECT pg_create_logical_replication_slot('" + RunbookWorlds.SLOT
            + "', 'pgoutput')" + " WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '"
            + RunbookWorlds.SLOT + "');";

    @Test
    void the_servers_take_every_command_that_stands_within_a_sentence() throws Exception {
        DebianTool.require("psql", "postgresql-client");
        Set<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(25);
        ArrayList<String> wrong = new ArrayList<>();
        try (RunbookWorld world = RunbookWorlds.working()) {
            for (String command : commands) {
                if (command.startsWith("ALTER_REPLICATION_SLOT")) {
                    world.runner().signal("TERM");
                    world.runner().awaitExit(RunbookWorld.PATIENCE);
                }
                if (command.startsWith("SELECT pg_replication_slot_advance")) {
                    // Another sentence may have dropped it.
                    assertThat(world.shell().run(asScript(MAKE_SLOT)).exitCode())
                            .isZero();
                    world.work(RunbookWorld.NAMESPACE);
                }
                CommandShell.Result result = world.shell().run(asScript(command));
                boolean asExpected = REFUSED.containsKey(command)
                        ? result.output().contains(REFUSED.get(command))
                        : result.exitCode() == 0;
                if (!asExpected) {
                    wrong.add(command + "\n  " + result.output());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(commands).containsAll(REFUSED.keySet());
    }

    private static String asScript(String command) {
        if (command.startsWith("kafka-")) {
            return command;
        }
        String database =
                command.startsWith("ALTER_REPLICATION_SLOT") ? "'dbname=progressor_db replication=database'" : "";
        return "psql -X -v ON_ERROR_STOP=1 " + database + " <<'SQL'\n" + command + (command.endsWith(";") ? "" : ";")
                + "\nSQL\n";
    }

    private static Set<String> commands() throws IOException {
        Set<String> commands = new TreeSet<>();
        try (Stream<Path> pages = Files.list(Path.of("..", "docs", "runbooks"))) {
            for (Path page : (Iterable<Path>) pages::iterator) {
                String sentences = BLOCK.matcher(Files.readString(page)).replaceAll("");
                Matcher matcher = COMMAND.matcher(sentences);
                while (matcher.find()) {
                    commands.add(filledIn(matcher.group(1).replaceAll("\\s+", " ")));
                }
            }
        }
        return commands;
    }

    private static String filledIn(String command) {
        String filled = command;
        for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
            filled = filled.replace(placeholder.getKey(), placeholder.getValue());
        }
        return filled;
    }
}
