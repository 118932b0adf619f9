package dev.cdcnotifier;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Once armed, ends the producer's thread, on which it is called, before the next confirmation is told to anybody. */
public final class KillsItsThread implements ProducerInterceptor<byte[], byte[]> {

    private static final AtomicBoolean ARMED = new AtomicBoolean();
    private static final AtomicBoolean KILLED = new AtomicBoolean();

    static void arm() {
        ARMED.set(true);
    }

    static boolean killed() {
        return KILLED.get();
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
        return sent;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        // Not that of a position, which has a deadline of its own.
        if (metadata != null && metadata.topic().startsWith("topic-") && ARMED.compareAndSet(true, false)) {
            KILLED.set(true);
            throw new ScriptedDeath();
        }
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> properties) {}

    /** Not an exception: those the producer survives. */
    private static final class ScriptedDeath extends Error {
        private static final long serialVersionUID = 1L;

        ScriptedDeath() {
            super("scripted end of the producer's thread");
        }
    }
}
