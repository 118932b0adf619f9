package dev.cdcnotifier.bench;

import dev.cdcnotifier.bench.contender.Contender;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who is measured. */
final class ContenderOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec command;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these (see --list).")
    private Set<String> only = new LinkedHashSet<>();

    @Option(names = "--list", description = "Print who is measured, and who can be with --only.")
    private boolean list;

    /** Whether the user only wants to know who there is. */
    boolean isList() {
        return list;
    }

    /** Says who there is. */
    void print(List<Contender> able, Predicate<Contender> byDefault) {
        PrintWriter out = command.commandLine().getOut();
        able.forEach(one ->
                out.printf("%-26s %s%s%n", one.name(), one.about(), byDefault.test(one) ? "" : " (only with --only)"));
    }

    /**
     * Those the user named; all that are measured by default when there is no name.
     *
     * @throws ParameterException when nobody has such a name
     */
    List<Contender> chosen(List<Contender> able, Predicate<Contender> byDefault) {
        List<String> names = able.stream().map(Contender::name).toList();
        if (!names.containsAll(only)) {
            throw new ParameterException(command.commandLine(), "--only must be among " + names);
        }
        return able.stream()
                .filter(one -> only.isEmpty() ? byDefault.test(one) : only.contains(one.name()))
                .toList();
    }
}
