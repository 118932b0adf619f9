package dev.cdcnotifier.progressor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads Thrift's binary protocol from bytes that nobody vouches for: no length and no count is believed before that many
 * bytes are there. The counterpart of {@link ThriftWriter}; it knows no structs. Not thread-safe.
 */
final class ThriftReader {

    /** What {@link #field} returns at the end of a struct. */
    static final int STOP = 0;

    private final ByteBuffer in;

    ThriftReader(byte[] message) {
        in = ByteBuffer.wrap(message);
    }

    /** The type of the next field, which stays the next. */
    int peek() throws MessageFormatException {
        return need(1).get(in.position());
    }

    /** The header of the next field as one number, {@code type << 16 | id}, or {@link #STOP}. */
    int field() throws MessageFormatException {
        int type = need(1).get();
        return type == STOP ? STOP : type << 16 | need(2).getShort() & 0xffff;
    }

    /** A struct or union ends here. */
    void stop(String what) throws MessageFormatException {
        int type = need(1).get();
        if (type != STOP) {
            throw malformed("goes on after the end of " + what);
        }
    }

    boolean bool() throws MessageFormatException {
        int value = need(1).get();
        if (value != 0 && value != 1) {
            throw malformed("has a bool that is neither 0 nor 1");
        }
        return value == 1;
    }

    int i32() throws MessageFormatException {
        return need(4).getInt();
    }

    long i64() throws MessageFormatException {
        return need(8).getLong();
    }

    /** A string or binary: a view of the message's bytes. */
    ByteBuffer binary() throws MessageFormatException {
        int length = i32();
        if (length < 0 || length > in.remaining()) {
            throw malformed("has a length of " + length + " where " + in.remaining() + " bytes are left");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }

    /** A string that has to be UTF-8. */
    String text(String what) throws MessageFormatException {
        ByteBuffer bytes = binary();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw malformed("has a " + what + " that is not UTF-8");
        }
    }

    /** The type of a collection's elements: only structs are known. */
    void structs() throws MessageFormatException {
        int type = need(1).get();
        if (type != ThriftWriter.STRUCT) {
            throw malformed("has a collection of type " + type);
        }
    }

    /** How many elements follow, each of at least so many bytes. */
    int count(int smallest) throws MessageFormatException {
        int count = i32();
        if (count < 0 || count > in.remaining() / smallest) {
            throw malformed("has a count of " + count + " where " + in.remaining() + " bytes are left");
        }
        return count;
    }

    /** The message ends here. */
    void end() throws MessageFormatException {
        if (in.hasRemaining()) {
            throw malformed("is over, and " + in.remaining() + " bytes are left");
        }
    }

    /** @param what completes "at byte 17 …" */
    MessageFormatException malformed(String what) {
        return new MessageFormatException(in.position(), what);
    }

    private ByteBuffer need(int bytes) throws MessageFormatException {
        if (in.remaining() < bytes) {
            throw malformed("is cut off");
        }
        return in;
    }
}
