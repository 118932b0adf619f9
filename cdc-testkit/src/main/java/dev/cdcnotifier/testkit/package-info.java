/** Real PostgreSQL and Kafka for tests and the demo, faults to put between them, and checkers of what was promised. */
@NullMarked
package dev.cdcnotifier.testkit;

import org.jspecify.annotations.NullMarked;
