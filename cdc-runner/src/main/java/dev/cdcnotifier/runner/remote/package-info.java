/** A running process as its HTTP server shows it: for commands that look at it and control it from outside. */
@NullMarked
package dev.cdcnotifier.runner.remote;

import org.jspecify.annotations.NullMarked;
