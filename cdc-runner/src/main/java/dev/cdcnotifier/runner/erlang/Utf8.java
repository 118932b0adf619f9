package dev.cdcnotifier.runner.erlang;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes that have to be UTF-8. Pure. */
final class Utf8 {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private Utf8() {}

    /** The text, without a byte order mark; the exception names the place of the first byte that is not UTF-8. */
    static String decode(byte[] bytes) throws ErlangSyntaxException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        if (result.isError()) {
            Cursor end = new Cursor(text);
            while (end.peek() != Cursor.END) {
                end.next();
            }
            throw end.error("the file is not UTF-8 from here on (for Latin-1: iconv -f latin1 -t utf8)");
        }
        return text;
    }

    static @Nullable String decodeOrNull(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
