/** Turns the {@code sys.config} of the Erlang service into a configuration of ours, and tells what became of each value. */
@NullMarked
package dev.cdcnotifier.runner.imports;

import org.jspecify.annotations.NullMarked;
