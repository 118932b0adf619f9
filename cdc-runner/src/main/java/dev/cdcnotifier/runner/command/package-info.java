/** The commands of the command line. */
@NullMarked
package dev.cdcnotifier.runner.command;

import org.jspecify.annotations.NullMarked;
