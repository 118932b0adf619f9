package dev.cdcnotifier.runner.command;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --output FORMAT}, for every command that prints something for people and for programs. */
final class OutputOption {

    /** How it is printed. */
    enum Format {
        /** For people. */
        TEXT,
        /** For people with wide screens: more of it, and nothing cut or broken into lines. */
        WIDE,
        /** For programs. */
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = Converter.class,
            completionCandidates = Names.class,
            description = "text, wide (more of it) or json. Default: text.")
    private Format format = Format.TEXT;

    @Option(names = "--json", hidden = true)
    private boolean json;

    boolean isJson() {
        return json || format == Format.JSON;
    }

    boolean isWide() {
        return !json && format == Format.WIDE;
    }

    /** What a shell offers: as the help writes them. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Format.values())
                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }

    /** Reads it. */
    static final class Converter implements ITypeConverter<Format> {

        @Override
        public Format convert(String value) {
            return Arrays.stream(Format.values())
                    .filter(one -> one.name().equalsIgnoreCase(value))
                    .findAny()
                    .orElseThrow(
                            () -> new TypeConversionException("must be text, wide or json, not \"" + value + "\""));
        }
    }
}
