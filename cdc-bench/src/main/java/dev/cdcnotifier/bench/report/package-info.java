/** What is printed and kept. */
@NullMarked
package dev.cdcnotifier.bench.report;

import org.jspecify.annotations.NullMarked;
