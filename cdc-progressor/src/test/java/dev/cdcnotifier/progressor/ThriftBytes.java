package dev.cdcnotifier.progressor;

import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.util.Arrays;
import org.apache.thrift.TBase;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;

/** The generated classes and their bytes, by libthrift: what our own writer is checked against. */
final class ThriftBytes {

    private static final TConfiguration DEEP =
            new TConfiguration(TConfiguration.DEFAULT_MAX_MESSAGE_SIZE, TConfiguration.DEFAULT_MAX_FRAME_SIZE, 4096);

    private ThriftBytes() {}

    static byte[] of(TBase<?, ?> struct) {
        try {
            TMemoryBuffer buffer = new TMemoryBuffer(DEEP, 256);
            struct.write(new TBinaryProtocol(buffer));
            return Arrays.copyOf(buffer.getArray(), buffer.length());
        } catch (TException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads a struct, which must take all the bytes. */
    static <T extends TBase<?, ?>> T read(T struct, byte[] bytes) {
        try {
            TMemoryInputTransport transport = new TMemoryInputTransport(DEEP, bytes);
            struct.read(new TBinaryProtocol(transport, -1, -1, true, true));
            if (transport.getBytesRemainingInBuffer() != 0) {
                throw new AssertionError(transport.getBytesRemainingInBuffer() + " bytes after the struct");
            }
            return struct;
        } catch (TException e) {
            throw new AssertionError(e);
        }
    }

    static SinkEvent sinkEvent(byte[] bytes) {
        return read(new SinkEvent(), bytes);
    }

    static LifecycleEvent lifecycleEvent(byte[] bytes) {
        return read(new LifecycleEvent(), bytes);
    }

    static Value value(byte[] bytes) {
        return read(new Value(), bytes);
    }
}
