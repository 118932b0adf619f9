/** The processes under test: PostgreSQL, Kafka, proxies and runners. */
@NullMarked
package dev.cdcnotifier.chaos.world;

import org.jspecify.annotations.NullMarked;
