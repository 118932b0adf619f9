package dev.cdcnotifier.slot;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream is behind the server, in whatever state it is.
 *
 * @param bytes how much WAL lies between the confirmed position and the end of the server's WAL; empty while either is not
 *     known, and in standby, where the lag is that of the process that streams
 * @param seconds the larger of two ages, 0 when neither is known: since the commit of the oldest transaction that was
 *     received and is not confirmed; and since the WAL was first seen to end beyond the confirmed position
 * @param asOf when the server was last asked for the end of its WAL; null before the first answer
 * @param atLeast whether that was so long ago that the lag may be larger by now
 */
public record Lag(OptionalLong bytes, double seconds, @Nullable Instant asOf, boolean atLeast) {

    /** Nothing is known of it. */
    public static final Lag UNKNOWN = new Lag(OptionalLong.empty(), 0, null, false);
}
