package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.delivery.DeadLetter;
import dev.cdcnotifier.delivery.Delivery;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.UnreadableColumnException;
import dev.cdcnotifier.supervision.KeyValues;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps one row after another, and applies the poison rule to those that cannot become messages. */
final class RowMapping {

    private static final Logger LOG = LoggerFactory.getLogger(RowMapping.class);

    private final String stream;
    private final Delivery delivery;
    private final @Nullable Destination deadLetters;
    private final SkippedRows skipped;
    private final SlotMetrics metrics;

    /** @param skipped rows that are passed over */
    RowMapping(
            String stream,
            Delivery delivery,
            @Nullable Destination deadLetters,
            SkippedRows skipped,
            SlotMetrics metrics) {
        this.stream = stream;
        this.delivery = delivery;
        this.deadLetters = deadLetters;
        this.skipped = skipped;
        this.metrics = metrics;
    }

    /**
     * Maps a row and sends what it becomes, unless an operator has given it up.
     *
     * @throws MapperFailedException when the mapper throws anything but what it may
     * @throws PoisonStopException when it can become nothing and such a row stops the stream
     */
    void map(RowChange change, RowMapper mapper, long nowNanos) throws PoisonStopException, DeliveryException {
        if (skipped.contains(change.transaction().commitLsn(), change.ordinal())) {
            passOver(change, RowFacts.of(change, mapper));
            return;
        }
        delivery.sending(change, nowNanos);
        try {
            mapper.map(change, delivery);
            metrics.mapped(change.operation());
        } catch (PoisonRowException | PgValueException e) {
            poison(change, mapper, e);
        } catch (UnusableRelationException | UnreadableColumnException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MapperFailedException(change, e);
        }
    }

    /** To the dead letters where there are some: what is kept there is not lost. */
    private void poison(RowChange change, RowMapper mapper, Exception cause)
            throws PoisonStopException, DeliveryException {
        metrics.poisonRow();
        Map<String, String> facts = RowFacts.of(change, mapper);
        String reason = String.valueOf(cause.getMessage());
        if (deadLetters != null) {
            facts.put("reason", reason);
            LOG.warn(
                    "row sent to dead letters stream={} topic={} {}",
                    stream,
                    deadLetters.topic(),
                    KeyValues.of(RowFacts.printable(facts)));
            delivery.send(new DeadLetter(deadLetters, key(facts), RowJson.of(change), facts));
            metrics.deadLetter();
        } else if (skipped.isGivenUp(change.transaction().commitLsn())) {
            facts.put("problem", reason);
            passOver(change, facts);
        } else {
            throw new PoisonStopException(change.id(), RowFacts.printable(facts), cause);
        }
    }

    private void passOver(RowChange change, Map<String, String> facts) {
        if (skipped.passed(change.id(), RowFacts.printable(facts))) {
            metrics.skippedRow();
        }
    }

    private static byte[] key(Map<String, String> facts) {
        return (facts.get("commit_lsn") + " " + facts.get("seq")).getBytes(StandardCharsets.UTF_8);
    }
}
