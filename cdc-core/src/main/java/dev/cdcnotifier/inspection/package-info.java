/** What is told of a system that was looked at: preconditions, what was found, and what mends those that do not hold. Pure. */
@NullMarked
package dev.cdcnotifier.inspection;

import org.jspecify.annotations.NullMarked;
