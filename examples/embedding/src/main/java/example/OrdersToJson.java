package example;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.pg.PgArray;
import dev.cdcnotifier.pg.PgNumeric;
import dev.cdcnotifier.pg.PgTimestamps;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.schema.BoundColumn;
import dev.cdcnotifier.schema.LongColumn;
import dev.cdcnotifier.schema.TableColumns;
import dev.cdcnotifier.schema.ValueColumn;
import dev.cdcnotifier.schema.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** A row of orders becomes a JSON object under the order's id; a deleted one becomes {"id":…,"deleted":true}. */
final class OrdersToJson implements ChangeMapper {

    private final Destination destination;

    OrdersToJson(Destination destination) {
        this.destination = destination;
    }

    @Override
    public Set<Destination> destinations() {
        return Set.of(destination);
    }

    @Override
    public RowMapper bind(Relation relation) {
        return relation.table().equals("orders") ? new Orders(TableColumns.of(relation), destination) : null;
    }

    /** The columns, found by name once; what reads each is chosen by its type here and not for each row. */
    private static final class Orders implements RowMapper {

        private static final JsonFactory JSON =
                new JsonFactory().configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

        private final Destination destination;
        private final LongColumn id;
        private final ValueColumn<String> customer;
        private final ValueColumn<PgNumeric> total;
        private final ValueColumn<Boolean> paid;
        private final LongColumn placedAt;
        private final ValueColumn<PgArray<String>> tags;

        Orders(TableColumns columns, Destination destination) {
            this.destination = destination;
            this.id = columns.int8("id");
            this.customer = columns.text("customer");
            this.total = columns.numeric("total");
            this.paid = columns.bool("paid");
            this.placedAt = columns.timestamptz("placed_at");
            this.tags = columns.array("tags", ValueType.TEXT);
        }

        @Override
        public void map(RowChange change, Outbox outbox) throws PoisonRowException {
            byte[] key = Long.toString(id.get(change.row())).getBytes(StandardCharsets.UTF_8);
            outbox.send(destination, key, json(change));
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            return Map.of("id", Long.toString(id.get(change.row())));
        }

        private byte[] json(RowChange change) throws PoisonRowException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeNumberField("id", id.get(change.row()));
                if (change.newTuple() == null) {
                    json.writeBooleanField("deleted", true);
                } else {
                    writeOrder(change, json);
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // never: it is written to memory
            }
            return bytes.toByteArray();
        }

        private void writeOrder(RowChange change, JsonGenerator json) throws IOException, PoisonRowException {
            Tuple row = change.row();
            json.writeStringField("customer", customer.get(holder(customer, change)));
            PgNumeric amount = total.get(row);
            if (!amount.isFinite()) {
                throw new PoisonRowException("total is " + amount + ", which no JSON number is");
            }
            json.writeNumberField("total", amount.toBigDecimal());
            json.writeFieldName("paid");
            if (paid.isNull(row)) {
                json.writeNull();
            } else {
                json.writeBoolean(paid.get(row));
            }
            json.writeStringField("placedAt", PgTimestamps.instant(placedAt.get(row)).toString());
            json.writeArrayFieldStart("tags");
            for (String tag : tags.get(holder(tags, change)).elements()) {
                json.writeString(tag); // a null tag becomes null
            }
            json.writeEndArray();
        }

        /** A large value that an update did not touch is not sent again: the old row has it (REPLICA IDENTITY FULL). */
        private static Tuple holder(BoundColumn column, RowChange change) {
            Tuple row = change.row();
            return column.isUnchanged(row) ? change.oldTuple() : row;
        }
    }
}
