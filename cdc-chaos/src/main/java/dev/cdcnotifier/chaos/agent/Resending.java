package dev.cdcnotifier.chaos.agent;

import dev.cdcnotifier.delivery.AckLedger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends a record once more that Kafka has not confirmed for a while. Called from the changed code, on the slot's thread. */
public final class Resending {

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int REMEMBERED = 50;
    private static final int MOST = 3;
    private static final Deque<Handed> LAST = new ArrayDeque<>();
    private static int resent;

    private record Handed(Object route, ProducerRecord<byte[], byte[]> message, long atNanos) {}

    private Resending() {}

    /** A record was handed over. */
    @SuppressWarnings("unchecked") // as the outbox declares them
    public static void handedOver(Object ledger, Object route, Object message) {
        long now = System.nanoTime();
        long age = ((AckLedger) ledger).oldestAgeNanos(now);
        LAST.addLast(new Handed(route, (ProducerRecord<byte[], byte[]>) message, now));
        if (LAST.size() > REMEMBERED) {
            LAST.removeFirst();
        }
        if (age < PATIENCE_NANOS || resent >= MOST) {
            return;
        }
        Handed oldest = LAST.removeFirst();
        while (!LAST.isEmpty() && now - oldest.atNanos > age) {
            oldest = LAST.removeFirst();
        }
        resent++;
        ((KafkaProducer<byte[], byte[]>) Harm.get(oldest.route, "producer")).send(oldest.message);
        Harm.done();
    }
}
