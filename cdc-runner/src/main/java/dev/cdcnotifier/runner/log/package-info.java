/** How the process logs. */
@NullMarked
package dev.cdcnotifier.runner.log;

import org.jspecify.annotations.NullMarked;
