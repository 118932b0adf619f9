/** Debezium's engine as a program of the benchmark. */
@NullMarked
package dev.cdcnotifier.bench.debezium;

import org.jspecify.annotations.NullMarked;
