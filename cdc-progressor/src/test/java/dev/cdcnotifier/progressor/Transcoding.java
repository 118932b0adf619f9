package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;
import java.util.Arrays;

/** One transcoder and its writer, used again and again as the mapper uses them. */
final class Transcoding {

    private final ThriftWriter out = new ThriftWriter();
    private final ExternalTerm terms;

    Transcoding() {
        this(ExternalTermLimits.DEFAULT);
    }

    Transcoding(ExternalTermLimits limits) {
        terms = new ExternalTerm(limits, out);
    }

    byte[] of(byte[] payload) throws PoisonRowException {
        return of(payload, 0, payload.length);
    }

    byte[] of(byte[] payload, int offset, int length) throws PoisonRowException {
        out.reset();
        // Nothing ever stands at the start of a message but a field's header.
        out.field(ThriftWriter.STRUCT, 1);
        terms.transcode(payload, offset, length);
        byte[] message = out.message();
        return Arrays.copyOfRange(message, 3, message.length);
    }
}
