package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pg.Lsn;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one message in turn and never beyond its end. Each method names the field it reads; the name is
 * put together only when something is wrong with it.
 */
final class FieldReader {

    private final String message;
    private final byte[] bytes;
    private final int end;
    private int at;

    private @Nullable String element;
    private int index;

    FieldReader(String message, byte[] bytes, int at, int end) {
        this.message = message;
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** The fields that follow belong to this element of a list. */
    void element(String name, int index) {
        this.element = name;
        this.index = index;
    }

    byte int8(String field) {
        return bytes[advance(1, field)];
    }

    int uint16(String field) {
        return BigEndian.uint16(bytes, advance(2, field));
    }

    int int32(String field) {
        return BigEndian.int32(bytes, advance(4, field));
    }

    long int64(String field) {
        return BigEndian.int64(bytes, advance(8, field));
    }

    Lsn lsn(String field) {
        return new Lsn(int64(field));
    }

    /** A byte in which only the given bits may be set. */
    int flags(String field, int allowed) {
        int flags = int8(field) & 0xff;
        if ((flags & ~allowed) != 0) {
            throw new PgOutputException(path(field), "has unknown flags 0x" + Integer.toHexString(flags));
        }
        return flags;
    }

    /** UTF-8 up to a zero byte. */
    String string(String field) {
        int start = at;
        int zero = start;
        while (zero < end && bytes[zero] != 0) {
            zero++;
        }
        if (zero == end) {
            throw new PgOutputException(path(field), "has no terminating zero in the " + (end - start) + " bytes left");
        }
        at = zero + 1;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, zero - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PgOutputException(path(field), "is not valid UTF-8");
        }
    }

    /** Returns the count when that many elements of at least the given size can be in the bytes left. */
    int checkedCount(String field, int count, int minBytes) {
        int left = end - at;
        if (count < 0 || count > left / minBytes) {
            throw new PgOutputException(path(field), count + " cannot be in the " + left + " bytes left");
        }
        return count;
    }

    /** A read-only view of the next bytes, whose number {@link #checkedCount} has allowed. */
    ByteBuffer view(int length) {
        ByteBuffer view = ByteBuffer.wrap(bytes, at, length).slice().asReadOnlyBuffer();
        at += length;
        return view;
    }

    /** The message ends here. */
    void end() {
        if (at != end) {
            throw PgOutputException.trailing(message, end - at);
        }
    }

    private int advance(int length, String field) {
        int from = at;
        if (end - from < length) {
            throw PgOutputException.truncated(path(field), length, end - from);
        }
        at = from + length;
        return from;
    }

    private String path(String field) {
        return element == null ? message + '.' + field : message + '.' + element + '[' + index + "]." + field;
    }
}
