package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Help at the widths that terminals have. */
class HelpTextTest {

    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            CheckCommand.class,
            InitCommand.class,
            DropCommand.class,
            ConfigCommand.class,
            StatusCommand.class,
            DescribeCommand.class,
            SkipCommand.class,
            DecodeCommand.class,
            VerifyCommand.class,
            ImportCommand.class,
            DemoCommand.class);

    static Stream<Command> commands() {
        return Stream.concat(
                COMMANDS.stream().map(type -> type.getAnnotation(Command.class)),
                ControlCommands.all().stream().map((Method method) -> method.getAnnotation(Command.class)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_example_is_one_unbroken_line_at_any_width(Command command) {
        List<String> examples = Arrays.stream(command.footer())
                .filter(line -> line.startsWith("  "))
                .toList();
        for (int width : new int[] {40, 80, 120}) {
            assertThat(help(command.name(), width)).as("at " + width).containsAll(examples);
        }
        // As it goes into a pipe.
        StringWriter out = new StringWriter();
        assertThat(RootCommand.execute(
                        new PrintWriter(out, true), new PrintWriter(out, true), command.name(), "--help"))
                .isZero();
        assertThat(out.toString().lines()).containsAll(examples);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void no_line_is_broken_inside_of_a_word(Command command) {
        List<String> whole = words(help(command.name(), 4_000));
        assertThat(words(help(command.name(), 80))).isEqualTo(whole);
        assertThat(words(help(command.name(), 40))).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void at_80_columns_only_an_example_is_longer(Command command) {
        List<String> examples = Arrays.asList(command.footer());
        assertThat(help(command.name(), 80)).allMatch(line -> line.length() <= 80 || examples.contains(line));
    }

    @Test
    void a_short_option_means_the_same_in_every_command() {
        List<String> seen = new ArrayList<>();
        CommandLine root = RootCommand.commandLine();
        for (CommandLine command : root.getSubcommands().values()) {
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> Arrays.stream(option.names())
                            .filter(name -> name.length() == 2)
                            .forEach(name -> seen.add(name + " " + option.longestName() + " " + option.paramLabel())));
        }
        assertThat(seen.stream().map(name -> name.substring(0, 2)).distinct().count())
                .as("distinct " + seen.stream().distinct().toList())
                .isEqualTo(seen.stream().distinct().count());
    }

    private static List<String> help(String name, int width) {
        return HelpText.of(RootCommand.commandLine().getSubcommands().get(name), width);
    }

    private static List<String> words(List<String> lines) {
        return Arrays.asList(String.join(" ", lines).strip().split("\\s+"));
    }
}
