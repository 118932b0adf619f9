/** What has to arrive in Kafka, and the checker of what did. */
@NullMarked
package dev.cdcnotifier.chaos.oracle;

import org.jspecify.annotations.NullMarked;
