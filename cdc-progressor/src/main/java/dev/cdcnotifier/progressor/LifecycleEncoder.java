package dev.cdcnotifier.progressor;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes the messages of a namespace's lifecycle sink, {@code LifecycleEvent} in {@code lifecycle.thrift}. Used by the
 * slot's thread, on the mapper's writer.
 *
 * <p>What happened stands five structs deep; apart from a reason it is always the same bytes, so they are kept ready.
 */
final class LifecycleEncoder {

    // data = { machine = { created = {} } } and so on, with the stops of all structs and that of the message.
    private static final byte[] CREATED = bytes("0c0004 0c0001 0c0001 00 00 00 00");
    private static final byte[] REMOVED = bytes("0c0004 0c0001 0c0003 00 00 00 00");
    private static final byte[] WORKING = bytes("0c0004 0c0001 0c0002 0c0001 0c0001 00 00 00 00 00 00");
    private static final byte[] FAILED = bytes("0c0004 0c0001 0c0002 0c0001 0c0002 0b0001");
    private static final byte[] AFTER_REASON = bytes("00 00 00 00 00 00");

    private final ThriftWriter out;
    private final byte[] namespace;

    LifecycleEncoder(String namespace, ThriftWriter out) {
        this.out = out;
        this.namespace = namespace.getBytes(StandardCharsets.UTF_8);
    }

    /** Starts a message, with the process whose id stands in these bytes. */
    LifecycleEncoder process(byte[] bytes, int offset, int length) {
        out.reset();
        out.field(ThriftWriter.STRING, 1);
        out.string(namespace, 0, namespace.length);
        out.field(ThriftWriter.STRING, 2);
        out.string(bytes, offset, length);
        return this;
    }

    LifecycleEncoder createdAt(byte[] rfc3339) {
        out.field(ThriftWriter.STRING, 3);
        out.string(rfc3339, 0, rfc3339.length);
        return this;
    }

    byte[] created() {
        out.raw(CREATED);
        return out.message();
    }

    byte[] removed() {
        out.raw(REMOVED);
        return out.message();
    }

    byte[] working() {
        out.raw(WORKING);
        return out.message();
    }

    /** The reason stands in these bytes. */
    byte[] failed(byte[] bytes, int offset, int length) {
        out.raw(FAILED);
        out.string(bytes, offset, length);
        out.raw(AFTER_REASON);
        return out.message();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
