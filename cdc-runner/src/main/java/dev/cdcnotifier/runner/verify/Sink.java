package dev.cdcnotifier.runner.verify;

/** What a topic is for. */
enum Sink {
    EVENTSINK("eventsink"),
    LIFECYCLE("lifecycle");

    private final String word;

    Sink(String word) {
        this.word = word;
    }

    /** Its name for people. */
    String word() {
        return word;
    }
}
