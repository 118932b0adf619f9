package dev.cdcnotifier.testkit.progressor;

import dev.cdcnotifier.testkit.TestkitException;
import dev.vality.machinegun.eventsink.MachineEvent;
import dev.vality.machinegun.eventsink.SinkEvent;
import dev.vality.machinegun.lifesink.LifecycleEvent;
import dev.vality.machinegun.lifesink.LifecycleEventData;
import dev.vality.machinegun.lifesink.MachineLifecycleCreatedEvent;
import dev.vality.machinegun.lifesink.MachineLifecycleEvent;
import dev.vality.machinegun.lifesink.MachineLifecycleRemovedEvent;
import dev.vality.machinegun.lifesink.MachineLifecycleStatusChangedEvent;
import dev.vality.machinegun.msgpack.Nil;
import dev.vality.machinegun.msgpack.Value;
import dev.vality.machinegun.stateproc.MachineStatus;
import dev.vality.machinegun.stateproc.MachineStatusFailed;
import dev.vality.machinegun.stateproc.MachineStatusWorking;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.jspecify.annotations.Nullable;

/** The messages that an engine makes of what it committed, written with the classes that their consumers read with. Any thread. */
public final class EngineMessages {

    private EngineMessages() {}

    /** What the event sink carries of an event. */
    public static byte[] event(String namespace, String processId, EventRow row) {
        MachineEvent event =
                new MachineEvent(namespace, processId, row.eventId(), seconds(row.timestamp()), value(row.content()));
        if (row.formatVersion() != null) {
            event.setFormatVersion(row.formatVersion());
        }
        return bytes(SinkEvent.event(event));
    }

    /** What the lifecycle sink carries of a change. */
    public static byte[] lifecycle(String namespace, String processId, LifecycleChange change, Instant time) {
        return bytes(
                new LifecycleEvent(namespace, processId, seconds(time), LifecycleEventData.machine(lifecycle(change))));
    }

    private static MachineLifecycleEvent lifecycle(LifecycleChange change) {
        if (change instanceof LifecycleChange.Created) {
            return MachineLifecycleEvent.created(new MachineLifecycleCreatedEvent());
        } else if (change instanceof LifecycleChange.Removed) {
            return MachineLifecycleEvent.removed(new MachineLifecycleRemovedEvent());
        }
        MachineStatus status = change instanceof LifecycleChange.Failed failed
                ? MachineStatus.failed(new MachineStatusFailed().setReason(failed.reason()))
                : MachineStatus.working(new MachineStatusWorking());
        return MachineLifecycleEvent.status_changed(new MachineLifecycleStatusChangedEvent(status));
    }

    private static Value value(@Nullable Object content) {
        if (content == null) {
            return Value.nl(new Nil());
        } else if (content instanceof Boolean truth) {
            return Value.b(truth);
        } else if (content instanceof Double number) {
            return Value.flt(number);
        } else if (content instanceof Number number) {
            return Value.i(number.longValue());
        } else if (content instanceof String text) {
            return Value.str(text);
        } else if (content instanceof byte[] bytes) {
            return Value.bin(bytes);
        } else if (content instanceof List<?> list) {
            return Value.arr(list.stream().map(EngineMessages::value).toList());
        } else if (content instanceof Map<?, ?> map) {
            Map<Value, Value> entries = new LinkedHashMap<>();
            map.forEach((key, mapped) -> entries.put(value(key), value(mapped)));
            return Value.obj(entries);
        }
        throw new IllegalArgumentException("no msgpack value is made of a " + content.getClass());
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static byte[] bytes(TBase<?, ?> message) {
        try {
            return new TSerializer().serialize(message);
        } catch (TException e) {
            throw new TestkitException("cannot write a message", e);
        }
    }
}
