package dev.cdcnotifier.runner.verify;

/** Who wrote a message. */
enum Side {
    /** cdc-notifier, from the database's log. */
    OURS("ours"),
    /** The engine, by itself. */
    ENGINE("engine");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    Side other() {
        return this == OURS ? ENGINE : OURS;
    }

    /** Its name for people. */
    String word() {
        return word;
    }
}
