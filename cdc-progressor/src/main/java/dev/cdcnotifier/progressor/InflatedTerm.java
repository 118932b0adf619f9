package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The inside of a compressed term: a zlib stream that must give exactly the size the term announces. */
final class InflatedTerm {

    /** Below this size the ratio does not matter: an honest payload of mostly one value compresses a thousandfold. */
    private static final int ALWAYS_INFLATED_BYTES = 512 << 10;

    private InflatedTerm() {}

    /**
     * Inflates into an array of the announced size, after that size was found to be within the limits. Bytes after the
     * stream do not matter, as they do not to Erlang.
     *
     * @throws PoisonRowException when the size is beyond the limits, the stream is damaged or of another size
     */
    static byte[] inflate(byte[] source, int offset, int length, long size, ExternalTermLimits limits)
            throws PoisonRowException {
        if (size > limits.inflatedBytes()) {
            throw new PoisonRowException(
                    "payload inflates to " + size + " bytes, the limit is " + limits.inflatedBytes());
        }
        if (size > ALWAYS_INFLATED_BYTES && size > (long) limits.ratio() * length) {
            throw new PoisonRowException("payload inflates to more than " + limits.ratio() + " times its size");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(source, offset, length);
            return inflateAll(inflater, new byte[(int) size]);
        } catch (DataFormatException e) {
            throw new PoisonRowException("payload is compressed and the stream is damaged");
        } finally {
            inflater.end();
        }
    }

    private static byte[] inflateAll(Inflater inflater, byte[] target) throws DataFormatException, PoisonRowException {
        int filled = inflater.inflate(target);
        // One more step reads the checksum, and notices a stream that goes on.
        byte[] beyond = new byte[1];
        int more = inflater.finished() ? 0 : inflater.inflate(beyond);
        if (filled != target.length || more != 0 || !inflater.finished()) {
            throw new PoisonRowException("payload is compressed and inflates to another size than it announces");
        }
        return target;
    }
}
