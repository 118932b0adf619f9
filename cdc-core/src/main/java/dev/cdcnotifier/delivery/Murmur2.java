package dev.cdcnotifier.delivery;

import org.apache.kafka.common.utils.Utils;

/** The hash of Kafka's own producers: a key goes to the partition where Kafka's default partitioner would put it. */
public final class Murmur2 implements KeyHash {

    @Override
    public int hash(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key));
    }
}
