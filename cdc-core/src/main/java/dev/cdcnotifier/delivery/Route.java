package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import org.apache.kafka.clients.producer.Producer;

/**
 * How to reach one destination.
 *
 * @param partitions the topic's partitions at the session's start
 * @param maxRecordBytes the largest record that client and topic take
 */
record Route(Destination destination, Producer<byte[], byte[]> producer, int partitions, long maxRecordBytes) {}
