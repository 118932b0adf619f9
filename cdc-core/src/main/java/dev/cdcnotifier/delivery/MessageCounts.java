package dev.cdcnotifier.delivery;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages of a stream were handed to Kafka, by topic, dead letters and repeats included. Topics are those of the
 * configuration. Counted by the slot's thread, read by any; lives as long as the stream.
 */
public final class MessageCounts {

    private final Map<String, AtomicLong> byTopic = new ConcurrentHashMap<>();

    /** Each topic that a session was opened for, with its count. A view. */
    public Map<String, AtomicLong> byTopic() {
        return Collections.unmodifiableMap(byTopic);
    }

    AtomicLong of(String topic) {
        return byTopic.computeIfAbsent(topic, name -> new AtomicLong());
    }
}
