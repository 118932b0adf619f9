package dev.cdcnotifier.progressor;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.Outbox;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.delivery.DeliverySettings;
import dev.cdcnotifier.delivery.Murmur2;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.TupleValues;
import dev.cdcnotifier.replication.Provision;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.slot.SlotSettings;
import dev.cdcnotifier.slot.StreamStatus;
import dev.cdcnotifier.supervision.StateListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The examples of {@code docs/library.md}: what stands between two markers is printed there, word for word. */
final class EmbeddingExample {

    private EmbeddingExample() {}

    /** A database over TLS, where the server has it. */
    static PgEndpoint endpoint(String host, int port, String name, String username, String password) {
        // example: database
        Map<String, String> properties = Map.of("sslmode", "prefer"); // any connection property of pgjdbc
        PgEndpoint database = new PgEndpoint(host, port, name, username, new Secret(password), properties);
        // end
        return database;
    }

    /** Streams one namespace of progressor. */
    static CdcNotifier startProgressor(
            PgEndpoint database,
            SlotName slot,
            Map<String, String> kafka,
            String eventsinkTopic,
            String lifecycleTopic,
            MeterRegistry meters,
            StateListener listener) {
        // example: progressor
        ProgressorSlot stream = ProgressorSlot.named("progressor_db/" + slot, database, slot)
                .kafkaClient("main", kafka)
                .namespace(new NamespaceRoute("default/default", "public", "main", eventsinkTopic, lifecycleTopic));
        CdcNotifier notifier = CdcNotifier.builder().stream(stream.build())
                .meters(meters)
                .listener(listener)
                .start();
        // end
        return notifier;
    }

    /** Lets a stream rest. */
    static void pause(CdcNotifier notifier, String stream) {
        // example: pause
        notifier.pause(stream); // state PAUSED, once what is in flight is confirmed
        // end
    }

    /** Lets it go on. */
    static void resume(CdcNotifier notifier, String stream) {
        // example: resume
        notifier.resume(stream); // from PAUSED, or at once instead of waiting after a failure
        // end
    }

    /** Gives up every row that a stream is halted at. */
    static void skipWhatHalts(CdcNotifier notifier) {
        // example: skip
        for (StreamStatus stream : notifier.streams()) {
            stream.haltedAt().ifPresent(row -> notifier.skip(stream.stream(), row.commitLsn(), row.ordinal()));
        }
        // end
    }

    // example: mapper
    /** A row of customers (id bigint, name text) becomes the message id → name; a deleted one becomes id → nothing. */
    static final class CustomersToTopic implements ChangeMapper, RowMapper {

        private final Destination destination;

        CustomersToTopic(Destination destination) {
            this.destination = destination;
        }

        @Override
        public Set<Destination> destinations() {
            return Set.of(destination);
        }

        @Override
        public @Nullable RowMapper bind(Relation relation) {
            return relation.table().equals("customers") ? this : null;
        }

        @Override
        public void map(RowChange change, Outbox outbox) throws PoisonRowException {
            byte[] key = id(change).getBytes(StandardCharsets.UTF_8);
            boolean deleted = change.newTuple() == null;
            String name = deleted ? "" : TupleValues.text(change.row(), 1);
            outbox.send(destination, key, name.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            return Map.of("id", id(change));
        }

        private static String id(RowChange change) {
            return Long.toString(TupleValues.int8(change.row(), 0));
        }
    }
    // end

    /** Streams a table of the application's own. */
    static CdcNotifier startOwnTable(PgEndpoint database, SlotName slot, Map<String, String> kafka, String topic) {
        // example: own table
        SlotSettings stream = new SlotSettings(
                "crm/" + slot,
                database,
                slot,
                List.of(new PublicationSpec(
                        new PublicationName("customers"),
                        List.of(new PublicationSpec.Table(new TableName("public", "customers"), false)))),
                Provision.CREATE, // the slot
                Provision.CREATE, // the publication
                false, // no failover slot
                true, // columns in binary where they can
                () -> new CustomersToTopic(new Destination("main", topic)),
                new DeliverySettings(
                        Map.of("main", kafka), new Murmur2(), Duration.ofSeconds(3), 3, 10_000, 16 << 20, true, null),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        CdcNotifier notifier = CdcNotifier.builder().stream(stream).start();
        // end
        return notifier;
    }
}
