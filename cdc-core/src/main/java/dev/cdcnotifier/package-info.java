/** The library's front door. */
@NullMarked
package dev.cdcnotifier;

import org.jspecify.annotations.NullMarked;
