package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.erlang.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of the Erlang configuration and where it stands.
 *
 * @param path the keys that lead to it, joined by dots; empty for the whole file
 * @param name the last of them
 * @param line the line of that key
 * @param value the value
 */
record Setting(String path, String name, int line, Term value) {

    private static final Pattern PLAIN = Pattern.compile("[\\w@/-]+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");
    private static final String INLINE =
            "Put the values themselves into the file and import it again, or add them by hand.";

    static Setting root(Term file) {
        return new Setting("", "", file.at().line(), file);
    }

    /** The same setting with another value, a part of its own. */
    Setting part(Term other) {
        return new Setting(path, name, other.at().line(), other);
    }

    /**
     * Goes through what is in it, in the order of the file: the pairs of a map or of a list of pairs. A name alone in such
     * a list stands for {@code {name, true}}; of two pairs of one name the first counts, as for proplists:get_value/2.
     *
     * @param entry gets each pair
     * @param stray gets what is none, with a clause that says why
     * @throws UntranslatableException when this is neither a map nor a list
     */
    void forEach(Consumer<Setting> entry, BiConsumer<Setting, String> stray) throws UntranslatableException {
        Set<String> seen = new HashSet<>();
        Consumer<Setting> once = child -> {
            if (seen.add(child.name)) {
                entry.accept(child);
            } else {
                stray.accept(child, "stands there twice, and the first one counts");
            }
        };
        if (value instanceof Term.Mapping map) {
            map.entries().forEach(pair -> child(pair.key(), pair.value(), once, stray));
            return;
        }
        for (Term item : items()) {
            if (item instanceof Term.Tuple tuple && tuple.items().size() == 2) {
                child(tuple.items().get(0), tuple.items().get(1), once, stray);
            } else if (item instanceof Term.Atom atom) {
                child(atom, new Term.Atom("true", atom.at()), once, stray);
            } else {
                stray.accept(part(item), stray(item));
            }
        }
    }

    private String stray(Term item) {
        boolean isInclude = path.isEmpty() && item instanceof Term.Text;
        return isInclude
                ? "names another file, which is not read: put what it holds into this one"
                : "holds something that is not {Key, Value}";
    }

    /** What is in it; nothing when it is neither a map nor a list. */
    List<Setting> entries() {
        List<Setting> entries = new ArrayList<>();
        try {
            forEach(entries::add, (stray, why) -> {});
        } catch (UntranslatableException e) {
            return List.of();
        }
        return entries;
    }

    /** The entry of that name. */
    Optional<Setting> entry(String wanted) {
        return entries().stream().filter(entry -> entry.name.equals(wanted)).findFirst();
    }

    /** The elements of a list; an empty text is one too. */
    List<Term> items() throws UntranslatableException {
        if (value instanceof Term.Sequence list) {
            return list.items();
        }
        if (value instanceof Term.Text text && text.value().isEmpty()) {
            return List.of();
        }
        boolean variable = value instanceof Term.Variable;
        throw new UntranslatableException(
                variable ? "comes as a whole from the environment" : "is neither a map nor a list", INLINE);
    }

    boolean is(String atom) {
        return value instanceof Term.Atom found && found.name().equals(atom);
    }

    private void child(Term key, Term child, Consumer<Setting> entry, BiConsumer<Setting, String> stray) {
        @Nullable String keyName = nameOf(key);
        if (keyName == null) {
            stray.accept(part(key), "has a key that is neither a name nor a text");
            return;
        }
        String written = PLAIN.matcher(keyName).matches() ? keyName : '"' + inOneLine(keyName) + '"';
        String childPath = path.isEmpty() ? written : path + '.' + written;
        entry.accept(new Setting(childPath, keyName, key.at().line(), child));
    }

    /** A path stands in comments and in the report: a line end in it would begin another line there. */
    private static String inOneLine(String name) {
        return CONTROL.matcher(name).replaceAll(" ");
    }

    private static @Nullable String nameOf(Term key) {
        if (key instanceof Term.Atom atom) {
            return atom.name();
        }
        if (key instanceof Term.Text text) {
            return text.value();
        }
        return key instanceof Term.Binary binary ? binary.text() : null;
    }
}
