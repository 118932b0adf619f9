package dev.cdcnotifier;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.TupleValues;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The smallest application: a row (id bigint, body text) becomes the message {@code id → body}; a body of {@code poison}
 * cannot become one.
 */
final class RowsToTopic implements ChangeMapper, RowMapper {

    private final Destination destination;

    RowsToTopic(Destination destination) {
        this.destination = destination;
    }

    @Override
    public Set<Destination> destinations() {
        return Set.of(destination);
    }

    @Override
    public RowMapper bind(Relation relation) {
        return this;
    }

    @Override
    public void map(RowChange change, Outbox outbox) throws PoisonRowException {
        String body = TupleValues.text(change.row(), 1);
        if (body.equals("poison")) {
            throw new PoisonRowException("the body says so");
        }
        byte[] key = Long.toString(TupleValues.int8(change.row(), 0)).getBytes(StandardCharsets.UTF_8);
        outbox.send(destination, key, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String> identify(RowChange change) {
        return Map.of("id", Long.toString(TupleValues.int8(change.row(), 0)));
    }
}
