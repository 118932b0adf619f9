package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.ops.DebianTool;
import dev.cdcnotifier.runner.runbook.CommandShell;
import dev.cdcnotifier.runner.runbook.Expected;
import dev.cdcnotifier.runner.runbook.Page;
import dev.cdcnotifier.runner.runbook.Step;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every command of every runbook, run from the top of its page to the bottom in the situation that the page is for. One page
 * alone: {@code -Dcdc.test.runbook=kafka-down}.
 */
class RunbooksIT {

    private static final Path PAGES = Path.of("..", "docs", "runbooks");
    private static final String ONLY = System.getProperty("cdc.test.runbook", "");

    @TestFactory
    Stream<DynamicTest> every_command_of_a_page_does_what_the_page_says() {
        return RunbookWorlds.ALL.entrySet().stream()
                .filter(world -> ONLY.isEmpty() || world.getKey().equals(ONLY))
                .map(world ->
                        DynamicTest.dynamicTest(world.getKey(), () -> run(world.getKey() + ".md", world.getValue())));
    }

    @Test
    void every_page_with_commands_is_run() throws IOException {
        Set<String> withCommands = new TreeSet<>();
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : (Iterable<Path>) pages::iterator) {
                if (Page.read(page).stream().anyMatch(step -> !(step instanceof Step.NotRun))) {
                    withCommands.add(page.getFileName().toString().replace(".md", ""));
                }
            }
        }
        assertThat(withCommands).isEqualTo(RunbookWorlds.ALL.keySet());
    }

    private static void run(String page, RunbookWorlds.Maker maker) throws Exception {
        DebianTool.require("psql", "postgresql-client");
        DebianTool.require("kcat", "kcat");
        DebianTool.require("curl", "curl");
        DebianTool.require("jq", "jq");
        try (RunbookWorld world = maker.make()) {
            for (Step step : Page.read(PAGES.resolve(page))) {
                String where = page + ':' + step.line();
                try {
                    take(step, world);
                } catch (AssertionError | Exception e) {
                    throw new AssertionError(where + ": " + e.getMessage() + "\nThe runner's log:\n" + log(world), e);
                }
            }
        }
    }

    private static void take(Step step, RunbookWorld world) throws Exception {
        if (step instanceof Step.Event event) {
            world.happen(event.name());
        } else if (step instanceof Step.Setting setting) {
            Files.writeString(world.runner().config(), setting.hocon(), StandardOpenOption.APPEND);
        } else if (step instanceof Step.LogLines log) {
            await(log.lines(), log.lines()::isIn, () -> world.runner().wholeOutput());
        } else if (step instanceof Step.Command command) {
            run(command, world.shell());
        }
    }

    private static void run(Step.Command command, CommandShell shell) {
        if (command.outcome() == Step.Outcome.UNTIL) {
            Expected expected = Objects.requireNonNull(command.expected(), "what to wait for");
            await(expected, expected::matches, () -> shell.run(command.script()).output());
            return;
        }
        CommandShell.Result result = shell.run(command.script());
        if (result.exitCode() == 0 != (command.outcome() == Step.Outcome.SUCCEEDS)) {
            throw new AssertionError(
                    "the command ended with " + result.exitCode() + " and printed\n" + result.output());
        }
        if (command.expected() != null && !command.expected().matches(result.output())) {
            throw new AssertionError(
                    "the page says\n" + command.expected().text() + "and the command printed\n" + result.output());
        }
    }

    /** What is asked again and again. */
    private interface Source {
        String text() throws Exception;
    }

    private static void await(Expected expected, Predicate<String> holds, Source source) {
        StringBuilder last = new StringBuilder();
        try {
            Await.until("what the page says", RunbookWorld.PATIENCE, () -> {
                last.setLength(0);
                last.append(source.text());
                return holds.test(last.toString());
            });
        } catch (TestkitException e) {
            throw new AssertionError("the page says\n" + expected.text() + "and it was to the end\n" + last, e);
        }
    }

    private static String log(RunbookWorld world) {
        try {
            return world.runner().output();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}
