/** Names, positions, credentials and the values of PostgreSQL, as types that cannot be wrong. */
@NullMarked
package dev.cdcnotifier.pg;

import org.jspecify.annotations.NullMarked;
