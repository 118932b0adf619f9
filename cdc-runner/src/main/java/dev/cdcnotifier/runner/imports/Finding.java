package dev.cdcnotifier.runner.imports;

/**
 * What became of one value.
 *
 * @param kind what became of it
 * @param path the keys in the Erlang configuration that lead to it; of a default, the setting here
 * @param line its line there; 0 when it does not stand there
 * @param message what became of it or why; shows no value
 * @param remedy what to do, a sentence; empty when nothing is to be done
 */
public record Finding(Kind kind, String path, int line, String message, String remedy) {

    /** What became of a value. */
    public enum Kind {
        /** It is in our configuration. */
        TRANSLATED,
        /** It does not stand in the Erlang configuration; the default holds. */
        DEFAULTED,
        /** It has no counterpart here, and nothing is missing. */
        NOT_NEEDED,
        /** It has no counterpart here, and somebody has to decide. */
        NOT_TRANSLATED,
        /** It was translated, and needs something before the first start. */
        TO_DO
    }
}
