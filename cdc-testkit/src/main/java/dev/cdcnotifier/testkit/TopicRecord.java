package dev.cdcnotifier.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as a consumer sees it.
 *
 * @param headers header values as UTF-8 text; of a repeated header the last
 * @param timestampMillis the record's timestamp, milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the tests with array assertions
public record TopicRecord(
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, String> headers,
        long timestampMillis) {

    /** The key as UTF-8 text; empty without a key. */
    public String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return topic + '-' + partition + '@' + offset + " key=" + keyText() + " bytes="
                + (value == null ? "null" : value.length);
    }
}
