package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.DeadLetter;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.InFlight;
import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.PositionMemory;
import dev.cdcnotifier.delivery.RowPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An outbox that keeps what it is given and confirms it at once, or when it is told to. */
final class ScriptedOutbox implements Delivery {

    private final AckLedger ledger;
    private final Deque<InFlight> held = new ArrayDeque<>();
    final List<String> sent = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    boolean hold;
    private long now;

    private long throttledNanos;

    ScriptedOutbox(AckLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public <E extends Exception> @Nullable Position takeOver(KeepAlive<E> keepAlive) {
        return null;
    }

    @Override
    public PositionMemory memory() {
        return PositionMemory.NONE;
    }

    @Override
    public boolean advance(Urgency urgency, Supplier<RowPosition> reached) {
        return true;
    }

    @Override
    public void sending(RowChange change, long nowNanos) {
        now = nowNanos;
    }

    @Override
    public void send(Destination destination, byte[] key, byte[] value) {
        sent.add(new String(value, StandardCharsets.UTF_8));
        enter(key.length + value.length);
    }

    @Override
    public void send(DeadLetter deadLetter) {
        deadLetters.add(deadLetter);
        enter(deadLetter.value().length);
    }

    @Override
    public void check() {}

    @Override
    public void close() {}

    /** Kafka confirms everything it holds. */
    void ackAll() {
        held.forEach(InFlight::acked);
        held.clear();
    }

    @Override
    public long throttledNanos() {
        return throttledNanos;
    }

    /** A broker asks for a pause because of a quota. */
    void throttle(long nanos) {
        throttledNanos = nanos;
    }

    /** Kafka confirms the record it has held longest. */
    void ackOldest() {
        held.remove().acked();
    }

    /** Kafka confirms the record that came last, before the others. */
    void ackNewest() {
        held.removeLast().acked();
    }

    /** Kafka fails the record it has held longest. */
    void failOldest(DeliveryException.Kind kind) {
        held.remove();
        ledger.failed(new DeliveryException(kind, "scripted", "scripted"));
    }

    private void enter(int size) {
        InFlight run = ledger.sent(size, now);
        if (hold) {
            held.add(run);
        } else {
            run.acked();
        }
    }
}
