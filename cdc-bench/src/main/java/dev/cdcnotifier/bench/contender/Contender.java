package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A program that drains the slot. */
public interface Contender {

    /** Its name in the report. */
    String name();

    /** What it is, in a sentence. */
    String about();

    /** The command that starts it; it goes on until it is killed, when it sends to Kafka. */
    List<String> command(Job job) throws IOException;

    /** Whether its records are read from Kafka; else it ends by itself. */
    default boolean sendsToKafka() {
        return true;
    }

    /** What it is set to beyond its defaults and what it needs to run, by its own names of the settings. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Its version, with those of the parts that matter; empty when nobody says. */
    default String version() {
        return "";
    }

    /**
     * What of a record's value is the row: equal whenever the same row is sent, different for every other row. The whole
     * value, unless that holds the time of sending or the like.
     */
    default byte[] row(byte[] value) {
        return value;
    }
}
