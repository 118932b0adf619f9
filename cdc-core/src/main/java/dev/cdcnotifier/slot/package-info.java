/** The worker of one slot: the loop that polls, maps, sends and confirms. */
@NullMarked
package dev.cdcnotifier.slot;

import org.jspecify.annotations.NullMarked;
