package dev.cdcnotifier.runner.erlang;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Erlang term (<a href="https://www.erlang.org/doc/system/data_types.html">Data Types</a>) and where it begins.
 * Immutable; no form shows itself with its value, which may be a secret.
 */
public sealed interface Term {

    /** Where it begins. */
    Position at();

    record Atom(String name, Position at) implements Term {}

    /** Text in double quotes: in Erlang a list of characters. */
    record Text(String value, Position at) implements Term {
        @Override
        public String toString() {
            return "Text";
        }
    }

    /** @param text what the bytes say in UTF-8; null when they are not UTF-8 */
    record Binary(@Nullable String text, Position at) implements Term {
        @Override
        public String toString() {
            return "Binary";
        }
    }

    /** An integer or a character. */
    record Int(BigInteger value, Position at) implements Term {}

    record Real(double value, Position at) implements Term {}

    /** @param name {@code module:function/arity} */
    record Fun(String name, Position at) implements Term {}

    /**
     * {@code ${NAME}}: no Erlang, but what a release's start script replaces by an environment variable before Erlang
     * reads the file.
     *
     * @param fallback what stands for it when it is not set ({@code ${NAME:-fallback}}), or null
     */
    record Variable(String name, @Nullable String fallback, Position at) implements Term {
        @Override
        public String toString() {
            return "Variable[" + name + "]";
        }
    }

    /** A proper list. */
    record Sequence(List<Term> items, Position at) implements Term {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Tuple(List<Term> items, Position at) implements Term {
        public Tuple {
            items = List.copyOf(items);
        }
    }

    /** A map, in the order of the text; no atom, text, binary or integer is a key twice. */
    record Mapping(List<Entry> entries, Position at) implements Term {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** {@code key => value}. */
    record Entry(Term key, Term value) {}
}
