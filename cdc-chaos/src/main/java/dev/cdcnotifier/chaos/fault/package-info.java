/** Faults that heal, and how long it took to recover from them. */
@NullMarked
package dev.cdcnotifier.chaos.fault;

import org.jspecify.annotations.NullMarked;
