package dev.cdcnotifier.progressor;

import dev.cdcnotifier.change.PoisonRowException;

/** The transcoder of payloads by itself, for its benchmark. One thread. */
public final class PayloadTranscoding {

    private final ThriftWriter writer = new ThriftWriter();
    private final ExternalTerm terms = new ExternalTerm(ExternalTermLimits.DEFAULT, writer);

    /** Transcodes into the buffer that all messages share, and says how many bytes there are. */
    public int transcode(byte[] payload) throws PoisonRowException {
        writer.reset();
        terms.transcode(payload, 0, payload.length);
        return writer.position();
    }

    /** What was written last. */
    public byte[] written() {
        return writer.message();
    }
}
