package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.util.List;

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
}
