/** What single parts cost for a row, in time and memory: JMH's benchmarks, their inputs and the report. */
@NullMarked
package dev.cdcnotifier.bench.micro;

import org.jspecify.annotations.NullMarked;
