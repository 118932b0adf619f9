package dev.cdcnotifier.runner.imports;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code cdc_progressor}: streams by database, slot and namespace, and its timeouts in milliseconds. */
final class StreamsTranslation {

    private static final SortedMap<String, String> DEFAULTS =
            new TreeMap<>(Map.of("resend_timeout", "3 s", "max_retries", "3", "reconnect_timeout", "5 s"));

    private final Draft draft;

    StreamsTranslation(Draft draft) {
        this.draft = draft;
    }

    /** Writes the block {@code progressor}. */
    void translate(Setting application) {
        draft.comment(application.path());
        draft.open("progressor");
        draft.findings().each(application, this::setting);
        DEFAULTS.forEach((name, value) -> {
            if (application.entry(name).isEmpty()) {
                draft.findings().defaulted(draft.pathOf(name.replace('_', '-')), value + ", as it was there");
            }
        });
        application.entry("streams").ifPresent(streams -> draft.block(streams, this::database));
        draft.close();
    }

    private void setting(Setting setting) {
        switch (setting.name()) {
            case "resend_timeout" -> draft.copy("resend-timeout", setting, Conversions::duration);
            case "max_retries" -> draft.copy("max-retries", setting, Conversions::number);
            case "reconnect_timeout" -> draft.copy("reconnect-timeout", setting, Conversions::duration);
            case "streams" -> {} // after the others
            default -> draft.findings().without(setting, Map.of());
        }
    }

    private void database(Setting database) {
        draft.block(database, slot -> draft.block(slot, namespace -> draft.block(namespace, this::route)));
    }

    private void route(Setting setting) {
        switch (setting.name()) {
            case "kafka_client" -> draft.copy("kafka-client", setting, Conversions::name);
            case "eventsink_topic" -> draft.copy("eventsink-topic", setting, Conversions::text);
            case "lifecycle_topic" -> draft.copy("lifecycle-topic", setting, Conversions::text);
            default -> draft.findings().without(setting, Map.of());
        }
    }
}
