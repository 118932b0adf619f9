/** Many inputs or seeds against one claim, and what it takes to repeat the one that failed. */
@NullMarked
package dev.cdcnotifier.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
