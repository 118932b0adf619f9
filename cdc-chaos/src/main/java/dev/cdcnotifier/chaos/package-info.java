/** The fault harness: breaks everything around running streams, and checks what was promised. */
@NullMarked
package dev.cdcnotifier.chaos;

import org.jspecify.annotations.NullMarked;
