/**
 * Compares the messages that an engine writes itself with ours. {@link dev.cdcnotifier.runner.verify.Comparison} decides,
 * without I/O and clock; {@link dev.cdcnotifier.runner.verify.Verification} reads for it, and a report shows it.
 */
@NullMarked
package dev.cdcnotifier.runner.verify;

import org.jspecify.annotations.NullMarked;
