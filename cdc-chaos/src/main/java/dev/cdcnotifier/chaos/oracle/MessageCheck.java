package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Expected.Event;
import dev.cdcnotifier.chaos.oracle.Expected.Lifecycle;
import dev.vality.machinegun.eventsink.MachineEvent;
import dev.vality.machinegun.eventsink.SinkEvent;
import dev.vality.machinegun.lifesink.LifecycleEvent;
import dev.vality.machinegun.lifesink.MachineLifecycleEvent;
import java.util.Objects;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;

/** Whether a value is the reference encoding of a message, read with the classes of the real consumers. One thread. */
final class MessageCheck {

    private final TDeserializer reader;
    private final TSerializer writer;

    MessageCheck() {
        try {
            reader = new TDeserializer();
            writer = new TSerializer();
        } catch (TException e) {
            throw new IllegalStateException("cannot set up Thrift", e);
        }
    }

    /** Whether the value says what it has to, and is as long as the reference writer makes it. */
    boolean holds(Expected.Content content, byte[] value) {
        try {
            if (content instanceof Event event) {
                SinkEvent read = new SinkEvent();
                reader.deserialize(read, value);
                return read.isSetEvent()
                        && same(event, read.getEvent())
                        && writer.serialize(read).length == value.length;
            }
            LifecycleEvent read = new LifecycleEvent();
            reader.deserialize(read, value);
            return same((Lifecycle) content, read) && writer.serialize(read).length == value.length;
        } catch (TException e) {
            return false;
        }
    }

    private static boolean same(Event expected, MachineEvent read) {
        Integer version = read.isSetFormatVersion() ? read.getFormatVersion() : null;
        return read.getSourceNs().equals(expected.namespace())
                && read.getSourceId().equals(expected.processId())
                && read.getEventId() == expected.eventId()
                && read.getCreatedAt().equals(expected.createdAt())
                && Objects.equals(version, expected.formatVersion())
                && read.getData().equals(Payload.of(expected.payload()));
    }

    private static boolean same(Lifecycle expected, LifecycleEvent read) {
        MachineLifecycleEvent change = read.getData().getMachine();
        boolean saysIt =
                switch (expected.kind()) {
                    case CREATED -> change.isSetCreated();
                    case REMOVED -> change.isSetRemoved();
                    case WORKING ->
                        change.isSetStatusChanged()
                                && change.getStatusChanged().getNewStatus().isSetWorking();
                    case FAILED ->
                        change.isSetStatusChanged()
                                && change.getStatusChanged().getNewStatus().isSetFailed()
                                && Objects.equals(
                                        change.getStatusChanged()
                                                .getNewStatus()
                                                .getFailed()
                                                .getReason(),
                                        expected.reason());
                };
        return saysIt
                && read.getMachineNs().equals(expected.namespace())
                && read.getMachineId().equals(expected.processId())
                && read.getCreatedAt().equals(expected.createdAt());
    }
}
