package dev.cdcnotifier.demo;

import dev.cdcnotifier.progressor.Message;
import dev.cdcnotifier.progressor.MessageFormatException;
import dev.cdcnotifier.progressor.MessageReader;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of one of the two topics and the message in it, whose key it has. */
record ReadMessage(ConsumerRecord<byte[], byte[]> record, Message content) {

    /** Reads a record, and checks its topic and key against its content. */
    static ReadMessage of(ConsumerRecord<byte[], byte[]> record) {
        try {
            ReadMessage read = new ReadMessage(record, MessageReader.read(record.value()));
            read.check();
            return read;
        } catch (MessageFormatException e) {
            throw new DemoException("the message at " + place(record) + " is not readable", e);
        }
    }

    private void check() {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        boolean isEvent = content instanceof Message.Event;
        if (!key.equals(content.key()) || isEvent != record.topic().equals(DemoTopics.EVENT_SINK)) {
            throw new DemoException("the message at " + place(record) + " has the key '" + key + "' and is about '"
                    + content.key() + "', as " + (isEvent ? "an event" : "a lifecycle message"));
        }
    }

    String key() {
        return content.key();
    }

    /** Where it was read, and what it says, for people. */
    String text() {
        return place(record) + ", " + record.value().length + " bytes\n" + "key \"" + key() + "\"\n"
                + MessageText.of(content);
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + ", partition " + record.partition() + ", offset " + record.offset();
    }
}
