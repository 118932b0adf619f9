package dev.cdcnotifier.bench.contender;

/** Debezium in one of its forms, with its defaults or tuned. */
abstract class Debezium implements Contender {

    private final String form;
    private final String about;
    private final boolean tuned;

    Debezium(String form, String about, boolean tuned) {
        this.form = form;
        this.about = about;
        this.tuned = tuned;
    }

    @Override
    public final String name() {
        return form + (tuned ? " tuned" : "");
    }

    @Override
    public final String about() {
        return about + "; " + (tuned ? "settings for speed" : "its defaults");
    }

    @Override
    public final String version() {
        return DebeziumHome.version();
    }

    @Override
    public final byte[] row(byte[] value) {
        return DebeziumEnvelope.row(value);
    }

    final boolean isTuned() {
        return tuned;
    }
}
