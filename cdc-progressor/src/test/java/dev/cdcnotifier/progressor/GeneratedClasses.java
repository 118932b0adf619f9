package dev.cdcnotifier.progressor;

import dev.cdcnotifier.progressor.Message.Change;
import dev.cdcnotifier.thrift.eventsink.MachineEvent;
import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages as libthrift and the generated classes read them, in our reader's terms: the second opinion. */
final class GeneratedClasses {

    private GeneratedClasses() {}

    /** @throws AssertionError when they cannot read it */
    static Message read(byte[] message) {
        return message[0] == ThriftWriter.STRUCT
                ? event(ThriftBytes.sinkEvent(message))
                : lifecycle(ThriftBytes.lifecycleEvent(message));
    }

    private static Message event(SinkEvent sink) {
        MachineEvent event = sink.getEvent();
        return new Message.Event(
                event.getSource_ns(),
                event.getSource_id(),
                event.getEvent_id(),
                event.getCreated_at(),
                event.isSetFormat_version() ? event.getFormat_version() : null,
                value(event.getData()));
    }

    private static Message lifecycle(LifecycleEvent event) {
        var machine = event.getData().getMachine();
        Change change =
                switch (machine.getSetField()) {
                    case CREATED -> new Change.Created();
                    case REMOVED -> new Change.Removed();
                    case STATUS_CHANGED -> {
                        var status = machine.getStatus_changed().getNew_status();
                        yield status.isSetFailed()
                                ? new Change.Failed(status.getFailed().getReason())
                                : new Change.Working();
                    }
                };
        return new Message.Lifecycle(event.getMachine_ns(), event.getMachine_id(), event.getCreated_at(), change);
    }

    /** They hold text as characters: bytes that are no UTF-8 are lost in them. */
    static MsgpackValue value(Value value) {
        return switch (value.getSetField()) {
            case NL -> new MsgpackValue.Nil();
            case B -> new MsgpackValue.Bool(value.getB());
            case I -> new MsgpackValue.Int(value.getI());
            case FLT -> new MsgpackValue.Flt(value.getFlt());
            case STR -> new MsgpackValue.Str(ByteBuffer.wrap(value.getStr().getBytes(StandardCharsets.UTF_8)));
            case BIN -> new MsgpackValue.Bin(ByteBuffer.wrap(value.getBin()));
            case ARR ->
                new MsgpackValue.Arr(
                        value.getArr().stream().map(GeneratedClasses::value).toList());
            case OBJ ->
                new MsgpackValue.Obj(value.getObj().entrySet().stream()
                        .map(entry -> new MsgpackValue.Entry(value(entry.getKey()), value(entry.getValue())))
                        .toList());
        };
    }

    /** Whether they keep all of a message: they take text for characters, and the last of two equal keys. */
    static boolean keep(Message message) {
        return !(message instanceof Message.Event event) || keep(event.data());
    }

    private static boolean keep(MsgpackValue value) {
        if (value instanceof MsgpackValue.Str text) {
            return text.text().isPresent();
        }
        if (value instanceof MsgpackValue.Arr array) {
            return array.items().stream().allMatch(GeneratedClasses::keep);
        }
        if (value instanceof MsgpackValue.Obj object) {
            long keys = object.entries().stream()
                    .map(MsgpackValue.Entry::key)
                    .map(GeneratedClasses::asLibthriftHasIt)
                    .distinct()
                    .count();
            return keys == object.entries().size()
                    && object.entries().stream().allMatch(entry -> keep(entry.key()) && keep(entry.value()));
        }
        return true;
    }

    private static Object asLibthriftHasIt(MsgpackValue key) {
        return key instanceof MsgpackValue.Str text ? StandardCharsets.UTF_8.decode(text.bytes()) : key;
    }
}
