package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.text.Json;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands to the right of an equals sign, in two forms: as it is written, and as it is checked, without secrets and
 * without what only the environment or another machine has. Immutable.
 *
 * @param parts what it is put together from; never empty
 */
record Value(Kind kind, List<Part> parts) {

    /** How it is written and checked. */
    enum Kind {
        TEXT,
        /** A number, a duration or a word of ours: written without quotes. */
        BARE,
        /** The path of a file. */
        FILE,
        /** What holds a secret, or where it will be. */
        SECRET
    }

    /** Text, or an environment variable. */
    sealed interface Part {}

    record Literal(String text) implements Part {
        @Override
        public String toString() {
            return "Literal";
        }
    }

    /** @param fallback what stands for it when it is not set; only in a value that is nothing else */
    record Variable(String name, @Nullable String fallback) implements Part {}

    /** Stands for a variable in the form that is checked: it is a text, a port, a number and, with a unit, a duration. */
    private static final String ANY = "1";

    Value {
        parts = List.copyOf(parts);
    }

    static Value text(String text) {
        return new Value(Kind.TEXT, List.of(new Literal(text)));
    }

    static Value bare(String word) {
        return new Value(Kind.BARE, List.of(new Literal(word)));
    }

    Value as(Kind other) {
        return new Value(other, parts);
    }

    /** What to write, in one line or, where the second wins when its variable is set, in two. */
    List<String> written() {
        if (parts.size() == 1 && parts.get(0) instanceof Variable variable && variable.fallback() != null) {
            return List.of(quoted(variable.fallback()), "${?" + variable.name() + "}");
        }
        // A hole in the middle of a value would be noticed by nobody: there the variable has to be set.
        String open = parts.size() > 1 ? "${" : "${?";
        return List.of(joined(variable -> open + variable.name() + "}"));
    }

    /**
     * What to check, in as many lines.
     *
     * @param file a file that is there
     */
    List<String> checked(String file) {
        String value =
                switch (kind) {
                    case SECRET -> quoted(ANY);
                    case FILE -> quoted(file);
                    case TEXT, BARE -> joined(variable -> quoted(ANY));
                };
        return written().stream().map(line -> value).toList();
    }

    /** The environment variables in it. */
    List<String> variables() {
        return parts.stream()
                .filter(Variable.class::isInstance)
                .map(part -> ((Variable) part).name())
                .toList();
    }

    private String joined(Function<Variable, String> variables) {
        boolean bare = kind == Kind.BARE && parts.size() == 1;
        return parts.stream()
                .map(part -> {
                    if (part instanceof Literal literal) {
                        return bare ? literal.text() : quoted(literal.text());
                    }
                    return variables.apply((Variable) part);
                })
                .collect(Collectors.joining());
    }

    private static String quoted(String text) {
        return Json.write(text);
    }
}
