/** The replication stream, slots and publications of a real server. */
@NullMarked
package dev.cdcnotifier.replication;

import org.jspecify.annotations.NullMarked;
