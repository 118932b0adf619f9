package dev.cdcnotifier.runner.imports;

/** A value has no counterpart here. Shows no value: any of them may be a secret. */
final class UntranslatableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param why a clause about the value
     * @param remedy what the user can do, a sentence
     */
    UntranslatableException(String why, String remedy) {
        super(why);
        this.remedy = remedy;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }
}
