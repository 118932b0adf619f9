package dev.cdcnotifier.demo;

import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.TException;

/** Reads the records of the two topics as their consumers do, and checks the key against the content. One thread. */
final class MessageReader {

    private final TDeserializer deserializer;

    MessageReader() {
        try {
            deserializer = new TDeserializer();
        } catch (TException e) {
            throw new DemoException("cannot set up Thrift", e);
        }
    }

    /** The message in a record. */
    Message read(ConsumerRecord<byte[], byte[]> record) {
        Message message = deserialize(record);
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.equals(message.key())) {
            throw new DemoException("the message at " + place(record) + " has the key '" + key + "' and is about '"
                    + message.key() + "'");
        }
        return message;
    }

    private Message deserialize(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(DemoTopics.EVENT_SINK)) {
                SinkEvent event = new SinkEvent();
                deserializer.deserialize(event, record.value());
                return new Message.Event(event);
            }
            LifecycleEvent event = new LifecycleEvent();
            deserializer.deserialize(event, record.value());
            return new Message.Lifecycle(event);
        } catch (TException e) {
            throw new DemoException("the message at " + place(record) + " is not readable", e);
        }
    }

    /** Topic, partition and offset of a record, for people. */
    static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + ", partition " + record.partition() + ", offset " + record.offset();
    }
}
