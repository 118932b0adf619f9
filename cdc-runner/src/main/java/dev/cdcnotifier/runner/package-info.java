/** The standalone process: reads a configuration, wires the parts, runs until it is told to stop. */
@NullMarked
package dev.cdcnotifier.runner;

import org.jspecify.annotations.NullMarked;
