package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Writes the messages of a namespace's event sink, {@code SinkEvent} in {@code event_sink.thrift}, field by field in
 * the order of their ids. Used by the slot's thread, on the mapper's writer.
 */
final class EventEncoder {

    private final ThriftWriter out;
    private final ExternalTerm terms;
    private final byte[] namespace;

    /** @param terms the transcoder that writes to {@code out} */
    EventEncoder(String namespace, ThriftWriter out, ExternalTerm terms) {
        this.out = out;
        this.terms = terms;
        this.namespace = namespace.getBytes(StandardCharsets.UTF_8);
    }

    /** Starts a message, with the process whose id stands in these bytes. */
    EventEncoder event(byte[] bytes, int offset, int length) {
        out.reset();
        out.field(ThriftWriter.STRUCT, 1);
        out.field(ThriftWriter.STRING, 1);
        out.string(namespace, 0, namespace.length);
        out.field(ThriftWriter.STRING, 2);
        out.string(bytes, offset, length);
        return this;
    }

    EventEncoder eventId(long eventId) {
        out.field(ThriftWriter.I64, 3);
        out.i64(eventId);
        return this;
    }

    EventEncoder createdAt(byte[] rfc3339) {
        out.field(ThriftWriter.STRING, 4);
        out.string(rfc3339, 0, rfc3339.length);
        return this;
    }

    EventEncoder formatVersion(OptionalInt version) {
        if (version.isPresent()) {
            out.field(ThriftWriter.I32, 5);
            out.i32(version.getAsInt());
        }
        return this;
    }

    /** Transcodes the payload and ends the message. */
    byte[] data(byte[] payload, int offset, int length) throws PoisonRowException {
        out.field(ThriftWriter.STRUCT, 6);
        terms.transcode(payload, offset, length);
        out.stop();
        out.stop();
        return out.message();
    }
}
