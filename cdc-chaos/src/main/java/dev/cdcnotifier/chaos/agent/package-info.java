/** Runs inside the runner under test: crash points and planted bugs. */
@NullMarked
package dev.cdcnotifier.chaos.agent;

import org.jspecify.annotations.NullMarked;
