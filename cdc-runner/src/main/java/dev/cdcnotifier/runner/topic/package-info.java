/** Reading topics of Kafka for a command. */
@NullMarked
package dev.cdcnotifier.runner.topic;

import org.jspecify.annotations.NullMarked;
