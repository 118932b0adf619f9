/** Row changes, and what an application implements to turn them into messages. */
@NullMarked
package dev.cdcnotifier.change;

import org.jspecify.annotations.NullMarked;
