package dev.cdcnotifier.runner.erlang;

import java.util.List;
import java.util.stream.Collectors;

/** Writes terms as Erlang's own writer does with ~p, on one line; so that what was read can be read again. */
final class ErlangText {

    private ErlangText() {}

    static String of(Term term) {
        if (term instanceof Term.Atom atom) {
            return quoted(atom.name(), '\'');
        }
        if (term instanceof Term.Text text) {
            return quoted(text.value(), '"');
        }
        if (term instanceof Term.Binary binary) {
            return binary.text() == null ? "<<255>>" : "<<" + quoted(binary.text(), '"') + "/utf8>>";
        }
        if (term instanceof Term.Int number) {
            return number.value().toString();
        }
        if (term instanceof Term.Real real) {
            return Double.toString(real.value());
        }
        if (term instanceof Term.Fun fun) {
            String[] names = fun.name().split("[:/]");
            return "fun " + quoted(names[0], '\'') + ":" + quoted(names[1], '\'') + "/" + names[2];
        }
        if (term instanceof Term.Variable variable) {
            return "${" + variable.name() + (variable.fallback() == null ? "" : ":-" + variable.fallback()) + "}";
        }
        if (term instanceof Term.Sequence list) {
            return "[" + all(list.items()) + "]";
        }
        if (term instanceof Term.Tuple tuple) {
            return "{" + all(tuple.items()) + "}";
        }
        return "#{"
                + ((Term.Mapping) term)
                        .entries().stream()
                                .map(entry -> of(entry.key()) + " => " + of(entry.value()))
                                .collect(Collectors.joining(", "))
                + "}";
    }

    private static String all(List<Term> items) {
        return items.stream().map(ErlangText::of).collect(Collectors.joining(", "));
    }

    private static String quoted(String text, char quote) {
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints()
                .forEach(c -> out.append(
                        c == quote || c == '\\' || c < ' ' ? String.format("\\x{%x}", c) : Character.toString(c)));
        return out.append(quote).toString();
    }
}
