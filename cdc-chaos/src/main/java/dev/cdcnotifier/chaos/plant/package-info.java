/** Whether the harness finds bugs that are there: planted ones, one by one. */
@NullMarked
package dev.cdcnotifier.chaos.plant;

import org.jspecify.annotations.NullMarked;
