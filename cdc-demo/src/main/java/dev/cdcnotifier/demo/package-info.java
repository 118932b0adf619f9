/** One command that shows the whole thing at work: real PostgreSQL, real Kafka, the real runner, and a verdict. */
@NullMarked
package dev.cdcnotifier.demo;

import org.jspecify.annotations.NullMarked;
