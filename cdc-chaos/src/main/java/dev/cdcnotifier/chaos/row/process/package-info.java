/** Our own process is stopped, frozen, starved, or throws. */
@NullMarked
package dev.cdcnotifier.chaos.row.process;

import org.jspecify.annotations.NullMarked;
