/** What growth is measured along. */
@NullMarked
package dev.cdcnotifier.bench.growth;

import org.jspecify.annotations.NullMarked;
