package dev.cdcnotifier.testkit.progressor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code <ns>_events} as it was inserted.
 *
 * @param timestamp in whole microseconds
 * @param formatVersion of the row's metadata, or null where metadata is NULL
 * @param content what the payload says, as {@link ErlangTermWriter} takes it
 * @param payload the content in the Erlang external term format
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the tests with array assertions
public record EventRow(
        int eventId, Instant timestamp, @Nullable Integer formatVersion, Object content, byte[] payload) {}
