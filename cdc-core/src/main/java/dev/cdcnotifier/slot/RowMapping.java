package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.delivery.DeadLetter;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps one row after another, and applies the poison rule to those that cannot become messages. */
final class RowMapping {

    private static final Logger LOG = LoggerFactory.getLogger(RowMapping.class);

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    private final String stream;
    private final String slot;
    private final Delivery delivery;
    private final @Nullable Destination deadLetters;
    private final SlotMetrics metrics;

    RowMapping(String stream, String slot, Delivery delivery, @Nullable Destination deadLetters, SlotMetrics metrics) {
        this.stream = stream;
        this.slot = slot;
        this.delivery = delivery;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /**
     * Maps a row and sends what it becomes.
     *
     * @throws MapperFailedException when the mapper throws anything but what it may
     * @throws PoisonStopException when it can become nothing and such a row stops the stream
     */
    void map(RowChange change, RowMapper mapper, long nowNanos) throws PoisonStopException, DeliveryException {
        delivery.sending(change, nowNanos);
        try {
            mapper.map(change, delivery);
            metrics.mapped(change.operation());
        } catch (PoisonRowException e) {
            metrics.poisonRow();
            Map<String, String> facts = facts(change, mapper, e);
            if (deadLetters == null) {
                throw new PoisonStopException(change.id(), stopMessage(change, facts), e);
            }
            LOG.warn("row sent to dead letters stream={} topic={} row={}", stream, deadLetters.topic(), oneLine(facts));
            delivery.send(new DeadLetter(deadLetters, key(facts), RowJson.of(change), facts));
            metrics.deadLetter();
        } catch (UnusableRelationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MapperFailedException(change, e);
        }
    }

    private Map<String, String> facts(RowChange change, RowMapper mapper, PoisonRowException cause) {
        Map<String, String> facts = new LinkedHashMap<>(mapper.identify(change));
        facts.put("table", change.relation().displayName());
        facts.put("operation", change.operation().name());
        facts.put("commit_lsn", change.transaction().commitLsn().toString());
        facts.put("seq", Long.toString(change.ordinal()));
        facts.put("reason", String.valueOf(cause.getMessage()));
        return facts;
    }

    private String stopMessage(RowChange change, Map<String, String> facts) {
        return "a row cannot become a message: " + oneLine(facts)
                + "; nothing after it is sent and the slot stays before its"
                + " transaction " + change.transaction().commitLsn()
                + "; mend the cause and resume the stream, or set on-poison = dead-letter, or give up this one row: "
                + HaltedRow.skipCommand(change.id(), slot);
    }

    /**
     * For people. What names a row was chosen by who wrote it: it does not begin another line of the log, and does not
     * command a terminal.
     */
    private static String oneLine(Map<String, String> facts) {
        return CONTROL_CHARACTER
                .matcher(facts.toString())
                .replaceAll(
                        found -> String.format("<U+%04X>", (int) found.group().charAt(0)));
    }

    private static byte[] key(Map<String, String> facts) {
        return (facts.get("commit_lsn") + " " + facts.get("seq")).getBytes(StandardCharsets.UTF_8);
    }
}
