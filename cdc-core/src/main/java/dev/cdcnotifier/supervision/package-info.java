/** Workers on threads of their own, their states, and what happens after a failure. */
@NullMarked
package dev.cdcnotifier.supervision;

import org.jspecify.annotations.NullMarked;
