/** The columns of a table with readers of their types, bound once for all rows that follow. */
@NullMarked
package dev.cdcnotifier.schema;

import org.jspecify.annotations.NullMarked;
