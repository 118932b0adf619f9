package dev.cdcnotifier.bench.world;

import dev.cdcnotifier.testkit.progressor.ErlangTermWriter;
import java.util.HexFormat;
import java.util.Random;

/** An event's payload of a given size: a text that does not compress, as the engine stores it. */
final class Payload {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int ENVELOPE = ErlangTermWriter.write("").length;

    private Payload() {}

    /** So many bytes, or what an empty text takes when that is more. */
    static byte[] of(int bytes) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes - ENVELOPE) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return ErlangTermWriter.write(text.toString());
    }

    /** {@link #of} as an SQL literal. */
    static String sql(int bytes) {
        return "'\\x" + HexFormat.of().formatHex(of(bytes)) + "'::bytea";
    }
}
