package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.SlotStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says before it happens that a slot is going to be lost: how much WAL the server keeps for it, and how much more may be
 * written. As of the last look at the slot, at most 25 s ago while it is streamed, and one reconnect-timeout while it is
 * not. Meters are read from any thread; {@link #heed} is for the slot's.
 */
final class SlotHealth implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotHealth.class);
    private static final List<String> WAL_STATUSES = List.of("reserved", "extended", "unreserved", "lost");

    private final MeterRegistry registry;
    private final String stream;
    private final Supplier<@Nullable SlotStatus> lastSeen;
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
    private String heeded = "reserved";

    /** @param otherRunners how many others stream the slot or stand by for it */
    SlotHealth(
            MeterRegistry registry,
            String stream,
            Supplier<@Nullable SlotStatus> lastSeen,
            Supplier<Number> otherRunners) {
        this.registry = registry;
        this.stream = stream;
        this.lastSeen = lastSeen;
        bytes("cdc.slot.retained.wal", "WAL the server keeps for the slot", SlotStatus::retainedBytes);
        bytes(
                "cdc.slot.safe.wal",
                "WAL that may be written before the slot is in danger; NaN without a limit",
                status -> status.safeWalSizeBytes().isPresent()
                        ? status.safeWalSizeBytes().getAsLong()
                        : Double.NaN);
        position("cdc.lsn.restart", "the position from which the server keeps WAL for the slot", SlotStatus::restart);
        position("cdc.lsn.wal.end", "the end of the server's WAL", SlotStatus::walEnd);
        meters.add(Gauge.builder("cdc.slot.other.runners", otherRunners)
                .description("other processes that stream the slot or stand by for it")
                .tags(Tags.of("stream", stream))
                .register(registry));
        for (String name : WAL_STATUSES) {
            meters.add(Gauge.builder("cdc.slot.wal.status", this, health -> health.hasStatus(name) ? 1 : 0)
                    .description("1 for the wal_status the slot is in, 0 for the others")
                    .tags(Tags.of("stream", stream, "status", name))
                    .register(registry));
        }
    }

    /** Warns when the server has begun to keep more WAL for the slot than it likes to, or no longer promises to. */
    void heed() {
        SlotStatus status = lastSeen.get();
        if (status == null || status.walStatus().equals(heeded)) {
            return;
        }
        heeded = status.walStatus();
        String safe = status.safeWalSizeBytes().isPresent()
                ? Long.toString(status.safeWalSizeBytes().getAsLong())
                : "unlimited";
        if (heeded.equals("unreserved")) {
            LOG.warn(
                    "the slot is about to be lost: PostgreSQL removes WAL that it needs at a checkpoint soon; let it"
                            + " catch up, or raise max_slot_wal_keep_size stream={} retained_bytes={} safe_bytes={}",
                    stream,
                    status.retainedBytes(),
                    safe);
        } else if (heeded.equals("extended")) {
            LOG.warn(
                    "the slot makes PostgreSQL keep more WAL than max_wal_size stream={} retained_bytes={}"
                            + " safe_bytes={}",
                    stream,
                    status.retainedBytes(),
                    safe);
        }
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private boolean hasStatus(String name) {
        SlotStatus status = lastSeen.get();
        return status != null && status.walStatus().equals(name);
    }

    private void bytes(String name, String description, ToDoubleFunction<SlotStatus> value) {
        register(gauge(name, value).description(description).baseUnit("bytes"));
    }

    /** Without a unit in its name, as the other positions. */
    private void position(String name, String description, Function<SlotStatus, Lsn> value) {
        register(gauge(name, status -> value.apply(status).toDouble()).description(description + ", bytes"));
    }

    private Gauge.Builder<SlotHealth> gauge(String name, ToDoubleFunction<SlotStatus> value) {
        return Gauge.builder(name, this, health -> {
            SlotStatus status = health.lastSeen.get();
            return status == null ? Double.NaN : value.applyAsDouble(status);
        });
    }

    private void register(Gauge.Builder<SlotHealth> gauge) {
        meters.add(gauge.tags(Tags.of("stream", stream)).register(registry));
    }
}
