package dev.cdcnotifier.slot;

import dev.cdcnotifier.delivery.AckLedger;
import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.PositionMemory;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One session's writing of positions: one at a time, written late or never, confirmed later still. */
final class SimulatedMemory implements PositionMemory {

    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final AckLedger ledger;
    private final boolean faults;
    private Lsn remembered;
    private @Nullable Lsn onItsWay;
    private boolean written;

    SimulatedMemory(SimulatedWorld world, AckLedger ledger, Lsn start) {
        this.world = world;
        this.random = world.random;
        this.ledger = ledger;
        this.faults = !world.isHealed();
        this.remembered = start;
        world.write(start);
    }

    @Override
    public <E extends Exception> List<RememberedPosition> recall(KeepAlive<E> keepAlive) {
        return List.of();
    }

    @Override
    public <E extends Exception> void begin(Lsn start, KeepAlive<E> keepAlive) {}

    @Override
    public void remember(Lsn position) {
        if (onItsWay == null && position.isAfter(remembered)) {
            onItsWay = position;
            written = false;
        }
    }

    @Override
    public Lsn remembered() {
        return remembered;
    }

    /** Some of what may happen at any time. */
    void work() {
        if (onItsWay == null || random.nextBoolean()) {
            return;
        }
        if (faults && random.nextInt(100) == 0) {
            ledger.failed(new DeliveryException(DeliveryException.Kind.TRANSIENT, "scripted", "scripted"));
            onItsWay = null;
        } else if (!written) {
            world.write(onItsWay);
            written = true;
        } else {
            remembered = onItsWay;
            onItsWay = null;
        }
    }

    /** What is on its way may arrive when nobody waits for it any more. */
    void close() {
        if (onItsWay != null && !written && random.nextBoolean()) {
            world.write(onItsWay);
        }
    }
}
