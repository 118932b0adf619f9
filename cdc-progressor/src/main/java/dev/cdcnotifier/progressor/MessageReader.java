package dev.cdcnotifier.progressor;

import static dev.cdcnotifier.progressor.ThriftReader.STOP;
import static dev.cdcnotifier.progressor.ThriftWriter.BOOL;
import static dev.cdcnotifier.progressor.ThriftWriter.DOUBLE;
import static dev.cdcnotifier.progressor.ThriftWriter.I32;
import static dev.cdcnotifier.progressor.ThriftWriter.I64;
import static dev.cdcnotifier.progressor.ThriftWriter.LIST;
import static dev.cdcnotifier.progressor.ThriftWriter.MAP;
import static dev.cdcnotifier.progressor.ThriftWriter.STRING;
import static dev.cdcnotifier.progressor.ThriftWriter.STRUCT;

import dev.cdcnotifier.progressor.Message.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of both topics, whoever wrote them. Which of the two it is the bytes say themselves: a {@code SinkEvent}
 * begins with a struct, a {@code LifecycleEvent} with a string.
 *
 * <p>Strict: a field that the IDL does not know, one that is missing or there twice, and bytes behind the message are
 * refused, so that what was read is all there is. Safe on any bytes: time and memory are bounded by their number, and values
 * stand in each other at most 512 levels deep, as many as a mapper can be told to write. Stateless; any thread.
 */
public final class MessageReader {

    private static final int LEVELS = ExternalTermLimits.MOST_LEVELS;

    /** A bool, or a nil: the header of its field, a byte, the stop of the union. */
    private static final int SMALLEST_VALUE = 5;

    private final ThriftReader in;

    private MessageReader(byte[] message) {
        in = new ThriftReader(message);
    }

    /** @throws MessageFormatException when the bytes are no message of either topic */
    public static Message read(byte[] message) throws MessageFormatException {
        return new MessageReader(message).message();
    }

    private Message message() throws MessageFormatException {
        Message message = startsWithStruct() ? sinkEvent() : lifecycleEvent();
        in.end();
        return message;
    }

    private boolean startsWithStruct() throws MessageFormatException {
        int type = in.peek();
        if (type != STRUCT && type != STRING) {
            throw in.malformed("is neither an event nor a lifecycle message");
        }
        return type == STRUCT;
    }

    private Message.Event sinkEvent() throws MessageFormatException {
        if (in.field() != (STRUCT << 16 | 1)) {
            throw in.malformed("has a field that SinkEvent does not know");
        }
        Message.Event event = machineEvent();
        in.stop("SinkEvent");
        return event;
    }

    private Message.Event machineEvent() throws MessageFormatException {
        String namespace = null;
        String processId = null;
        Long eventId = null;
        String createdAt = null;
        Integer formatVersion = null;
        MsgpackValue data = null;
        int seen = 0;
        for (int field = in.field(); field != STOP; field = in.field()) {
            seen = once(seen, field);
            switch (field) {
                case STRING << 16 | 1 -> namespace = in.text("source_ns");
                case STRING << 16 | 2 -> processId = in.text("source_id");
                case I64 << 16 | 3 -> eventId = in.i64();
                case STRING << 16 | 4 -> createdAt = in.text("created_at");
                case I32 << 16 | 5 -> formatVersion = in.i32();
                case STRUCT << 16 | 6 -> data = value(1);
                default -> throw in.malformed("has a field that MachineEvent does not know");
            }
        }
        return new Message.Event(
                present(namespace, "source_ns"),
                present(processId, "source_id"),
                present(eventId, "event_id"),
                present(createdAt, "created_at"),
                formatVersion,
                present(data, "data"));
    }

    private Message.Lifecycle lifecycleEvent() throws MessageFormatException {
        String namespace = null;
        String processId = null;
        String createdAt = null;
        Change change = null;
        int seen = 0;
        for (int field = in.field(); field != STOP; field = in.field()) {
            seen = once(seen, field);
            switch (field) {
                case STRING << 16 | 1 -> namespace = in.text("machine_ns");
                case STRING << 16 | 2 -> processId = in.text("machine_id");
                case STRING << 16 | 3 -> createdAt = in.text("created_at");
                case STRUCT << 16 | 4 -> change = lifecycleEventData();
                default -> throw in.malformed("has a field that LifecycleEvent does not know");
            }
        }
        return new Message.Lifecycle(
                present(namespace, "machine_ns"),
                present(processId, "machine_id"),
                present(createdAt, "created_at"),
                present(change, "data"));
    }

    private Change lifecycleEventData() throws MessageFormatException {
        if (in.field() != (STRUCT << 16 | 1)) {
            throw in.malformed("has a field that LifecycleEventData does not know");
        }
        Change change =
                switch (in.field()) {
                    case STRUCT << 16 | 1 -> empty(new Change.Created(), "MachineLifecycleCreatedEvent");
                    case STRUCT << 16 | 2 -> statusChanged();
                    case STRUCT << 16 | 3 -> empty(new Change.Removed(), "MachineLifecycleRemovedEvent");
                    default -> throw in.malformed("has a field that MachineLifecycleEvent does not know");
                };
        in.stop("MachineLifecycleEvent");
        in.stop("LifecycleEventData");
        return change;
    }

    private Change statusChanged() throws MessageFormatException {
        if (in.field() != (STRUCT << 16 | 1)) {
            throw in.malformed("has a field that MachineLifecycleStatusChangedEvent does not know");
        }
        Change change =
                switch (in.field()) {
                    case STRUCT << 16 | 1 -> empty(new Change.Working(), "MachineStatusWorking");
                    case STRUCT << 16 | 2 -> new Change.Failed(reason());
                    default -> throw in.malformed("has a field that MachineStatus does not know");
                };
        in.stop("MachineStatus");
        in.stop("MachineLifecycleStatusChangedEvent");
        return change;
    }

    private @Nullable String reason() throws MessageFormatException {
        int field = in.field();
        if (field == STOP) {
            return null;
        }
        if (field != (STRING << 16 | 1)) {
            throw in.malformed("has a field that MachineStatusFailed does not know");
        }
        String reason = in.text("reason");
        in.stop("MachineStatusFailed");
        return reason;
    }

    private MsgpackValue value(int level) throws MessageFormatException {
        if (level > LEVELS) {
            throw in.malformed("has values more than " + LEVELS + " levels deep");
        }
        MsgpackValue value =
                switch (in.field()) {
                    case STRUCT << 16 | 1 -> empty(new MsgpackValue.Nil(), "Nil");
                    case BOOL << 16 | 2 -> new MsgpackValue.Bool(in.bool());
                    case I64 << 16 | 3 -> new MsgpackValue.Int(in.i64());
                    case DOUBLE << 16 | 4 -> new MsgpackValue.Flt(Double.longBitsToDouble(in.i64()));
                    case STRING << 16 | 5 -> new MsgpackValue.Str(in.binary());
                    case STRING << 16 | 6 -> new MsgpackValue.Bin(in.binary());
                    case MAP << 16 | 7 -> object(level);
                    case LIST << 16 | 8 -> array(level);
                    default -> throw in.malformed("has a field that Value does not know");
                };
        in.stop("Value");
        return value;
    }

    private MsgpackValue object(int level) throws MessageFormatException {
        in.structs();
        in.structs();
        int count = in.count(2 * SMALLEST_VALUE);
        List<MsgpackValue.Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new MsgpackValue.Entry(value(level + 1), value(level + 1)));
        }
        return new MsgpackValue.Obj(entries);
    }

    private MsgpackValue array(int level) throws MessageFormatException {
        in.structs();
        int count = in.count(SMALLEST_VALUE);
        List<MsgpackValue> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(value(level + 1));
        }
        return new MsgpackValue.Arr(items);
    }

    /** A struct without fields. */
    private <T> T empty(T value, String struct) throws MessageFormatException {
        in.stop(struct);
        return value;
    }

    /** The fields seen so far, with one more that must not be among them. */
    private int once(int seen, int field) throws MessageFormatException {
        int bit = 1 << (field & 0x1f);
        if ((seen & bit) != 0) {
            throw in.malformed("has a field twice");
        }
        return seen | bit;
    }

    private <T> T present(@Nullable T value, String field) throws MessageFormatException {
        if (value == null) {
            throw in.malformed("has no " + field);
        }
        return value;
    }
}
