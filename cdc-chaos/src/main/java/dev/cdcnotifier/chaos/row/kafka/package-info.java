/** Kafka is away, slow, changed, or refuses. */
@NullMarked
package dev.cdcnotifier.chaos.row.kafka;

import org.jspecify.annotations.NullMarked;
