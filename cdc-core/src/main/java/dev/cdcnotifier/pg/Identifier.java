package dev.cdcnotifier.pg;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The rules PostgreSQL has for names, and the two ways to quote one. */
final class Identifier {

    /** {@code NAMEDATALEN - 1}: PostgreSQL silently cuts a longer name, so a longer one is refused here. */
    static final int MAX_BYTES = 63;

    private Identifier() {}

    /**
     * Returns the name when PostgreSQL would keep it unchanged.
     *
     * @throws IllegalArgumentException when it is empty, longer than 63 bytes of UTF-8, holds a NUL or is not valid
     *     Unicode
     */
    static String check(String what, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds a NUL character");
        }
        int bytes = utf8Length(what, name);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " '" + name + "' takes " + bytes
                    + " bytes in UTF-8, PostgreSQL keeps " + MAX_BYTES + " of a name");
        }
        return name;
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    private static int utf8Length(String what, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + " is not valid Unicode", e);
        }
    }
}
