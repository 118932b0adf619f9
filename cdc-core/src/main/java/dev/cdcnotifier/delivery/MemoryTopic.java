package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.Delivery.KeepAlive;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.RememberedPosition;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records in the topic of positions that say how far a slot may be confirmed: {@code
 * {"timeline":1,"confirmed":"16/B374D848","publications":"a,b"}}, the names as in a URL. Each session has a key of its own, {@code system/database/slot~session}, so
 * that a late record of a session that was frozen replaces nothing: what counts is the furthest of all. For one thread.
 */
final class MemoryTopic {

    private static final Pattern VALUE = Pattern.compile(
            "\\{\"timeline\":(\\d{1,9}),\"confirmed\":\"([0-9A-F/]{3,17})\"(?:,\"publications\":\"([^\"]*)\")?[^}]*}");

    private final Destination destination;
    private final StreamIdentity identity;
    private final TopicScan scan;
    private final String key;
    private final String publications;
    private final Pattern keys;

    /** What the last {@link #recall} found, by key. */
    private final Map<String, RememberedPosition> found = new LinkedHashMap<>();

    MemoryTopic(Destination destination, StreamIdentity identity, TopicScan scan) {
        this.destination = destination;
        this.identity = identity;
        this.scan = scan;
        this.key = identity.positionKey() + '~' + UUID.randomUUID().toString().substring(0, 8);
        this.publications = identity.publications().stream()
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                .collect(Collectors.joining(","));
        // No slot's name has a tilde.
        this.keys = Pattern.compile(
                "(\\d+)" + Pattern.quote('/' + identity.database() + '/' + identity.slot() + '~') + "\\w+");
    }

    Destination destination() {
        return destination;
    }

    StreamIdentity identity() {
        return identity;
    }

    ProducerRecord<byte[], byte[]> record(Lsn position) {
        String value = "{\"timeline\":" + identity.timeline() + ",\"confirmed\":\"" + position
                + "\",\"publications\":\"" + publications + "\"}";
        return new ProducerRecord<>(destination.topic(), 0, bytes(key), bytes(value));
    }

    /** Forget, one each, what the last {@link #recall} found of the same server. */
    List<ProducerRecord<byte[], byte[]>> tombstones() {
        List<ProducerRecord<byte[], byte[]>> tombstones = new ArrayList<>();
        found.forEach((other, position) -> {
            if (position.systemId().equals(identity.systemId()) && !other.equals(key)) {
                tombstones.add(new ProducerRecord<>(destination.topic(), 0, bytes(other), null));
            }
        });
        return tombstones;
    }

    /**
     * Everything that is remembered of the slot's name.
     *
     * @param end when to give up, by {@link System#nanoTime}
     */
    <E extends Exception> List<RememberedPosition> recall(long end, KeepAlive<E> keepAlive)
            throws E, DeliveryException, InterruptedException {
        scan.read(new Everything(), end, keepAlive);
        return List.copyOf(found.values());
    }

    private final class Everything implements TopicScan.Search {

        @Override
        public void begin() {
            found.clear();
        }

        @Override
        public void met(ConsumerRecord<byte[], byte[]> polled) throws DeliveryException {
            String name = polled.key() == null ? "" : new String(polled.key(), StandardCharsets.UTF_8);
            Matcher matcher = keys.matcher(name);
            if (matcher.matches()) {
                found.remove(name);
                if (polled.value() != null) {
                    found.put(name, parsed(matcher.group(1), polled));
                }
            }
        }

        /** The furthest position may be anywhere: a session whose server stood still wrote long ago. */
        @Override
        public boolean isEnough() {
            return false;
        }
    }

    private RememberedPosition parsed(String systemId, ConsumerRecord<byte[], byte[]> polled) throws DeliveryException {
        RememberedPosition position = parse(systemId, polled.value(), polled.timestamp());
        if (position == null) {
            throw new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "position_unreadable",
                    "the position of slot " + identity.slot() + " in topic " + destination.topic()
                            + " is not one that this version writes; use the version that wrote it");
        }
        return position;
    }

    static @Nullable RememberedPosition parse(String systemId, byte[] value, long timestampMillis) {
        Matcher matcher = VALUE.matcher(new String(value, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            return null;
        }
        try {
            return new RememberedPosition(
                    systemId,
                    Integer.parseInt(matcher.group(1)),
                    Lsn.parse(matcher.group(2)),
                    Instant.ofEpochMilli(timestampMillis),
                    names(matcher.group(3)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** None in a record of a version that did not write them. */
    private static List<String> names(@Nullable String written) {
        return written == null || written.isEmpty()
                ? List.of()
                : Arrays.stream(written.split(","))
                        .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                        .toList();
    }

    /** The topic has not confirmed the position in time. */
    DeliveryException unwritten(Lsn position) {
        return new DeliveryException(
                Kind.TRANSIENT,
                "position_unwritten",
                "topic " + destination.topic() + " (client " + destination.client()
                        + ") has not confirmed the slot's position " + position
                        + " in time, and nothing is confirmed to PostgreSQL before that; look at the topic's leader"
                        + " and in-sync replicas");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
