package dev.cdcnotifier.delivery;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;

/** How long brokers have a producer wait because of a quota: by the producer's own metric, over about the last minute. */
final class ThrottleTime {

    private static final String LONGEST_MILLIS = "produce-throttle-time-max";

    private ThrottleTime() {}

    /** The longest pause of all these producers; 0 when there was none. */
    static long nanos(Collection<? extends Producer<?, ?>> producers) {
        double millis = producers.stream()
                .flatMap(producer -> producer.metrics().values().stream())
                .filter(metric -> metric.metricName().name().equals(LONGEST_MILLIS))
                .mapToDouble(ThrottleTime::value)
                .max()
                .orElse(0);
        return TimeUnit.MILLISECONDS.toNanos((long) millis);
    }

    /** Not a number while nothing was measured. */
    private static double value(Metric metric) {
        return metric.metricValue() instanceof Double millis && millis > 0 ? millis : 0;
    }
}
