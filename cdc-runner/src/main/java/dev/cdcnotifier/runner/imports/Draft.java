package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.text.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The configuration that is being written, line by line, with where each line came from. One thread. */
final class Draft {

    /** Turns a value of theirs into one of ours. */
    @FunctionalInterface
    interface Conversion {
        Value convert(Setting from) throws UntranslatableException;
    }

    /** @param value null for a line without one: then {@code text} is the whole line */
    private record Line(int depth, String text, @Nullable Value value, String comment) {}

    private static final Pattern PLAIN_KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]*");
    private static final Pattern PROPERTY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]*");

    private final Findings findings;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();

    Draft(Findings findings) {
        this.findings = findings;
    }

    Findings findings() {
        return findings;
    }

    void comment(String text) {
        lines.add(new Line(path.size(), "# " + text, null, ""));
    }

    void blank() {
        lines.add(new Line(0, "", null, ""));
    }

    /** Begins a block of ours that has no counterpart. */
    void open(String key) {
        lines.add(new Line(path.size(), quoted(key) + " {", null, ""));
        path.addLast(quoted(key));
    }

    /** Begins the block that this was. */
    void open(Setting from) {
        lines.add(new Line(path.size(), quoted(from.name()) + " {", null, place(from)));
        path.addLast(quoted(from.name()));
    }

    /** A block of ours that was one of theirs. */
    void block(Setting from, Consumer<Setting> eachEntry) {
        open(from);
        findings.each(from, eachEntry);
        close();
    }

    void close() {
        path.removeLast();
        lines.add(new Line(path.size(), "}", null, ""));
    }

    /** The path here of a key of the block that is open. */
    String pathOf(String key) {
        return String.join(".", path) + "." + key;
    }

    /**
     * Writes a setting; one that cannot be converted is not written.
     *
     * @param key the key or, with dots, the name of a property
     */
    void copy(String key, Setting from, Conversion conversion) {
        try {
            Value value = conversion.convert(from);
            lines.add(new Line(path.size(), property(key), value, place(from)));
            findings.translated(from, pathOf(key));
        } catch (UntranslatableException e) {
            findings.notTranslated(from, e);
        }
    }

    /** Writes a setting that follows from one of theirs. */
    void put(String key, Value value, Setting from) {
        lines.add(new Line(path.size(), property(key), value, place(from)));
    }

    /** The environment variables that it reads, each once, in its order. */
    List<String> variables() {
        return lines.stream()
                .map(Line::value)
                .filter(Objects::nonNull)
                .flatMap(value -> value.variables().stream())
                .distinct()
                .toList();
    }

    /** The text as it is to be written. */
    String written() {
        return render(Value::written);
    }

    /**
     * The text as it is to be checked, line by line the same but for values.
     *
     * @param file a file that is there, for those that may not be
     */
    String checked(String file) {
        return render(value -> value.checked(file));
    }

    private String render(Function<Value, List<String>> form) {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            String indent = "  ".repeat(line.text().isEmpty() ? 0 : line.depth());
            if (line.value() == null) {
                text.append(indent).append(line.text()).append(line.comment()).append('\n');
                continue;
            }
            for (Iterator<String> sides = form.apply(line.value()).iterator(); sides.hasNext(); ) {
                text.append(indent).append(line.text()).append(" = ").append(sides.next());
                text.append(sides.hasNext() ? "" : line.comment()).append('\n');
            }
        }
        return text.toString();
    }

    private static String place(Setting from) {
        return "  # line " + from.line();
    }

    private static String property(String key) {
        return PROPERTY.matcher(key).matches() ? key : Json.write(key);
    }

    static String quoted(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : Json.write(key);
    }
}
