/** The grammar of pgoutput and its decoder: pure, without I/O, clock, thread or logger. */
@NullMarked
package dev.cdcnotifier.pgoutput;

import org.jspecify.annotations.NullMarked;
