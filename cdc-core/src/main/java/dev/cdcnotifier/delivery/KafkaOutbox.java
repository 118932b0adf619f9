package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends to Kafka at least once: one idempotent producer per client, pipelined. Kafka's accumulator is the only queue; a
 * record enters the ledger before it is handed over and leaves it when its callback comes.
 *
 * <p>No record is ever sent a second time from here: at the first failure the session ends, the producers are closed
 * without waiting, and the slot replays.
 */
final class KafkaOutbox implements Delivery {

    private final AckLedger ledger;
    private final List<KafkaProducer<byte[], byte[]>> producers;
    private final Routes routes;
    private final RowRecords records;
    private final @Nullable PipelinedMemory memory;

    private volatile boolean closed;
    private long nowNanos;

    /**
     * Takes over the producers: closes them with itself.
     *
     * @param memory where positions are remembered, and by which of the producers; null when they are not
     */
    KafkaOutbox(
            AckLedger ledger,
            DeliverySettings settings,
            Collection<KafkaProducer<byte[], byte[]>> producers,
            Routes routes,
            @Nullable Memory memory) {
        this.ledger = ledger;
        this.producers = List.copyOf(producers);
        this.routes = routes;
        this.records = new RowRecords(settings);
        this.memory = memory == null
                ? null
                : new PipelinedMemory(
                        memory.topic(),
                        memory.producer(),
                        ledger,
                        settings.deadline(),
                        System::nanoTime,
                        () -> abandon(memory.producer()));
    }

    /** The records of positions, and the producer that sends them. */
    record Memory(MemoryTopic topic, Producer<byte[], byte[]> producer) {}

    /** Nothing to take over: what is sent counts once Kafka has confirmed it. */
    @Override
    public <E extends Exception> @Nullable Position takeOver(KeepAlive<E> keepAlive) {
        return null;
    }

    @Override
    public PositionMemory memory() {
        return memory == null ? PositionMemory.NONE : memory;
    }

    @Override
    public void sending(RowChange change, long nowNanos) {
        records.row(change);
        this.nowNanos = nowNanos;
    }

    @Override
    public void send(Destination destination, byte[] key, byte[] value) throws PoisonRowException {
        Route route = routes.to(destination);
        handOver(route, records.message(route, key, value));
    }

    @Override
    public void send(DeadLetter letter) throws DeliveryException {
        Route route = routes.to(letter.destination());
        handOver(route, records.deadLetter(route, letter));
    }

    /** Each record is confirmed by itself; only a position that is late is noticed here. */
    @Override
    public boolean advance(Urgency urgency, Supplier<RowPosition> reached) throws DeliveryException {
        if (memory != null) {
            memory.check();
        }
        return true;
    }

    @Override
    public void check() {
        routes.look();
    }

    @Override
    public long throttledNanos() {
        return ThrottleTime.nanos(producers);
    }

    @Override
    public void close() {
        closed = true;
        routes.close();
        producers.forEach(KafkaDelivery::closeAtOnce);
    }

    /** After the first failure nothing more goes out: it would overtake the record that failed. */
    private void handOver(Route route, ProducerRecord<byte[], byte[]> message) {
        if (ledger.failure() != null) {
            return;
        }
        route.handedOver();
        InFlight run = ledger.sent(message.key().length + message.value().length, nowNanos);
        try {
            route.producer()
                    .send(
                            message,
                            new Confirmation(
                                    ledger,
                                    run,
                                    route.destination(),
                                    records.commitLsn(),
                                    records.ordinal(),
                                    () -> abandon(route.producer())));
        } catch (KafkaException | IllegalStateException e) {
            // Thrown instead of reported: the record is in the ledger and will never be confirmed. A producer that was
            // abandoned meanwhile throws the latter; then the ledger knows why.
            ledger.failed(KafkaFailures.of(e, route.destination()));
        }
    }

    /**
     * Keeps a producer from sending what it still holds, which would overtake the record that failed. On the producer's
     * own thread this waits for nothing and takes effect before its next request.
     */
    private void abandon(Producer<byte[], byte[]> producer) {
        if (!closed) {
            KafkaDelivery.closeAtOnce(producer);
        }
    }
}
