/** Rows of exactly-once delivery. */
@NullMarked
package dev.cdcnotifier.chaos.row.once;

import org.jspecify.annotations.NullMarked;
