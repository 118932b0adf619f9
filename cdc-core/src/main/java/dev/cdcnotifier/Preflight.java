package dev.cdcnotifier;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.KafkaDelivery;
import dev.cdcnotifier.delivery.KafkaInspection;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.inspection.Inspection;
import dev.cdcnotifier.inspection.Refusal;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.replication.ReplicationSettings;
import dev.cdcnotifier.replication.ServerFacts;
import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.replication.SourceInspection;
import dev.cdcnotifier.slot.FailureClassifier;
import dev.cdcnotifier.slot.KafkaSlotHistory;
import dev.cdcnotifier.slot.SlotSettings;
import dev.cdcnotifier.supervision.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at everything that streams need of PostgreSQL and Kafka, and changes nothing: neither a slot, nor a topic, nor a
 * stream that runs elsewhere. What it finds is judged by the code that a running stream checks itself with, so a stream whose
 * preconditions hold starts, unless something changes in between.
 *
 * <p>For one thread. Keeps connections to the databases it has looked at until it is closed.
 *
 * <pre>{@code
 * try (Preflight preflight = new Preflight()) {
 *     Inspection found = preflight.look(settings, system -> {});
 *     found.preconditions().filter(one -> one.state() == State.FAILED).forEach(…);
 * }
 * }</pre>
 */
public final class Preflight implements AutoCloseable {

    private final Map<PgEndpoint, SourceDatabase> databases = new HashMap<>();

    /**
     * Looks at one stream's systems now. One that does not answer is waited for as long as a stream would wait to connect.
     *
     * @param progress is told the name of each system before it is looked at
     */
    public Inspection look(SlotSettings settings, Consumer<String> progress) throws InterruptedException {
        return look(settings, List.of(settings), progress);
    }

    /**
     * As {@link #look(SlotSettings, Consumer)}, for a stream that is to run beside others.
     *
     * @param together all streams that are to run, this one too: their servers have to have room for all of them
     */
    public Inspection look(SlotSettings settings, Collection<SlotSettings> together, Consumer<String> progress)
            throws InterruptedException {
        List<Inspection.System> systems = new ArrayList<>();
        ReplicationSettings replication = settings.replication();
        String postgres = "PostgreSQL " + settings.endpoint();
        progress.accept(postgres);
        SourceDatabase database = databases.computeIfAbsent(
                settings.endpoint(), endpoint -> new SourceDatabase(endpoint, "cdc-notifier check"));
        SourceInspection.Look source = new SourceInspection(
                        database,
                        replication,
                        slotsOnServer(settings, together),
                        recollection(settings),
                        Preflight::refusal)
                .look();
        systems.add(new Inspection.System(postgres, source.preconditions()));
        ServerFacts server = source.server();
        StreamIdentity identity = server == null ? null : settings.identity(server, replication.names());
        Set<Destination> destinations = settings.destinations(settings.mapper().get());
        systems.addAll(new KafkaInspection(settings.delivery(), settings.kafkaClientId() + "-check")
                .look(destinations, identity, progress));
        return new Inspection(settings.stream(), systems);
    }

    private static List<SlotName> slotsOnServer(SlotSettings settings, Collection<SlotSettings> together) {
        return together.stream()
                .filter(one -> one.endpoint().host().equals(settings.endpoint().host())
                        && one.endpoint().port() == settings.endpoint().port())
                .map(SlotSettings::slot)
                .toList();
    }

    /** Nothing while Kafka cannot be asked: what it says of itself comes later in the list. */
    private static SourceInspection.Recollection recollection(SlotSettings settings) {
        KafkaSlotHistory history = new KafkaSlotHistory(
                settings, new KafkaDelivery(settings.delivery(), settings.kafkaClientId() + "-check"));
        return server -> {
            try {
                return history.recall(server);
            } catch (DeliveryException e) {
                return List.of();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        };
    }

    /** What a running stream would say of the failure. */
    private static Refusal refusal(Exception failure) {
        Failure classified = FailureClassifier.classify(failure);
        return new Refusal(classified.reason(), classified.message());
    }

    @Override
    public void close() {
        databases.values().forEach(SourceDatabase::close);
    }
}
