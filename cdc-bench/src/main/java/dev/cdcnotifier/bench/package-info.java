/** Measures cdc-notifier beside what it is compared with. */
@NullMarked
package dev.cdcnotifier.bench;

import org.jspecify.annotations.NullMarked;
