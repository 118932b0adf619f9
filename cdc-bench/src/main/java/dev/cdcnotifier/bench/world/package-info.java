/** The servers and the backlog. */
@NullMarked
package dev.cdcnotifier.bench.world;

import org.jspecify.annotations.NullMarked;
