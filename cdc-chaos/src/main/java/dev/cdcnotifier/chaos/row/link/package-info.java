/** The connection to PostgreSQL breaks, stalls or is fought over. */
@NullMarked
package dev.cdcnotifier.chaos.row.link;

import org.jspecify.annotations.NullMarked;
