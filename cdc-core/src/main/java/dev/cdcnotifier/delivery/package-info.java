/** Sending to Kafka, and the ledger of what Kafka has confirmed. */
@NullMarked
package dev.cdcnotifier.delivery;

import org.jspecify.annotations.NullMarked;
