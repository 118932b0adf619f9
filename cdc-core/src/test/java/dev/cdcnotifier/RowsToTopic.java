package dev.cdcnotifier;

import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.schema.LongColumn;
import dev.cdcnotifier.schema.TableColumns;
import dev.cdcnotifier.schema.ValueColumn;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The smallest application: a row (id bigint, body text) becomes the message {@code id → body}; a body of {@code poison}
 * cannot become one.
 */
final class RowsToTopic implements ChangeMapper {

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
        return new Rows(TableColumns.of(relation), destination);
    }

    private static final class Rows implements RowMapper {

        private final Destination destination;
        private final LongColumn id;
        private final ValueColumn<String> body;

        Rows(TableColumns columns, Destination destination) {
            this.destination = destination;
            this.id = columns.int8("id");
            this.body = columns.text("body");
        }

        @Override
        public void map(RowChange change, Outbox outbox) throws PoisonRowException {
            String text = body.get(change.row());
            if (text.equals("poison")) {
                throw new PoisonRowException("the body says so");
            }
            byte[] key = Long.toString(id.get(change.row())).getBytes(StandardCharsets.UTF_8);
            outbox.send(destination, key, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            return Map.of("id", Long.toString(id.get(change.row())));
        }
    }
}
