package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.progressor.Vectors.RowVector;
import dev.vality.machinegun.eventsink.MachineEvent;
import dev.vality.machinegun.eventsink.SinkEvent;
import dev.vality.machinegun.lifesink.LifecycleEvent;
import dev.vality.machinegun.lifesink.MachineLifecycleEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages as their real consumers read them, with the classes those were published with. */
class OfficialReaderTest {

    private static final List<NamespaceRoute> ROUTES = Stream.of("default/default", "my_ns", "платежи")
            .map(namespace -> new NamespaceRoute(namespace, "public", "kafka", "eventsink", "lifecycle"))
            .toList();

    static Stream<RowVector> eventsink() {
        return Vectors.eventsink().stream().filter(vector -> vector.result().equals("message"));
    }

    static Stream<RowVector> lifecycle() {
        return Vectors.lifecycle().stream().filter(vector -> vector.result().equals("message"));
    }

    @ParameterizedTest
    @MethodSource("eventsink")
    void consumers_read_an_event_as_it_stands_in_the_row(RowVector vector) throws PoisonRowException {
        byte[] value = map(vector);
        MachineEvent event = ThriftBytes.read(new SinkEvent(), value).getEvent();
        JsonNode row = vector.json().get("new");
        assertThat(vector.table()).isEqualTo(event.getSourceNs() + "_events");
        assertThat(event.getSourceId()).isEqualTo(row.get("process_id").asText());
        assertThat(event.getEventId()).isEqualTo(row.get("event_id").asLong());
        MachineEvent theirs = ThriftBytes.read(new SinkEvent(), vector.value()).getEvent();
        assertThat(event).isEqualTo(theirs);
        // What they write again, our classes read as the same message.
        assertThat(ThriftBytes.sinkEvent(ThriftBytes.of(SinkEvent.event(event))))
                .isEqualTo(ThriftBytes.sinkEvent(vector.value()));
    }

    @ParameterizedTest
    @MethodSource("lifecycle")
    void consumers_read_what_became_of_a_process(RowVector vector) throws PoisonRowException {
        LifecycleEvent event = ThriftBytes.read(new LifecycleEvent(), map(vector));
        JsonNode row = vector.json().get("new");
        assertThat(vector.table()).isEqualTo(event.getMachineNs() + "_processes");
        assertThat(event.getMachineId()).isEqualTo(row.get("process_id").asText());
        assertThat(event.getCreatedAt()).isEqualTo("2026-11-20T09:40:00Z");
        MachineLifecycleEvent what = event.getData().getMachine();
        switch (vector.action()) {
            case "insert" -> assertThat(what.isSetCreated()).isTrue();
            case "delete" -> assertThat(what.isSetRemoved()).isTrue();
            default ->
                assertThat(what.getStatusChanged().getNewStatus().getFailed().getReason())
                        .isEqualTo(row.get("detail").asText());
        }
    }

    private static byte[] map(RowVector vector) throws PoisonRowException {
        Relation relation = Rows.relation(vector.table());
        JsonNode row = vector.json().get("new");
        Sent sent = new Sent();
        new ProgressorMapper(ROUTES)
                .bind(relation)
                .map(
                        switch (vector.action()) {
                            case "insert" -> Rows.BINARY.insert(relation, row);
                            case "update" ->
                                Rows.BINARY.update(relation, vector.json().get("old"), row);
                            default -> Rows.BINARY.delete(relation, row);
                        },
                        sent);
        return sent.messages().get(0).value();
    }
}
