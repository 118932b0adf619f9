package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import java.util.Map;

/**
 * A row that cannot become a message, as it is kept for an operator.
 *
 * @param destination where such rows are kept
 * @param key the row's identity as bytes
 * @param value the row
 * @param facts what is known about it, sent as headers in this order
 */
public record DeadLetter(Destination destination, byte[] key, byte[] value, Map<String, String> facts) {}
