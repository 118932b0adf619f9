/** Scenarios of one fault each, with what must be seen. */
@NullMarked
package dev.cdcnotifier.chaos.row;

import org.jspecify.annotations.NullMarked;
