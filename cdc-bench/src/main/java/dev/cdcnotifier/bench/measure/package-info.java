/** How it is measured. */
@NullMarked
package dev.cdcnotifier.bench.measure;

import org.jspecify.annotations.NullMarked;
