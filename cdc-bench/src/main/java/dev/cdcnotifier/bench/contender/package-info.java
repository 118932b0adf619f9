/** What is measured. */
@NullMarked
package dev.cdcnotifier.bench.contender;

import org.jspecify.annotations.NullMarked;
