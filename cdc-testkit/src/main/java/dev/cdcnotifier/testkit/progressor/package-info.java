/** The other side: a process engine's tables, and processes that live in them as the engine would let them live. */
@NullMarked
package dev.cdcnotifier.testkit.progressor;

import org.jspecify.annotations.NullMarked;
