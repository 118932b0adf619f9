package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cdcnotifier.change.ChangeMapper;
import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.pg.PgEndpoint;
import dev.cdcnotifier.pg.Secret;
import dev.cdcnotifier.pg.SlotName;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.lifecycle.MachineLifecycleEvent;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressorMapperTest {

    private static final NamespaceRoute ROUTE = new NamespaceRoute("ns", "public", "kafka", "events", "lives");
    private static final Relation EVENTS = Rows.relation("ns_events");
    private static final Relation PROCESSES = Rows.relation("ns_processes");
    private static final String PAYLOAD = "\\x836802770162770474727565";

    private final ProgressorMapper mapper = new ProgressorMapper(List.of(ROUTE));

    @Test
    void all_topics_are_destinations() {
        NamespaceRoute other = new NamespaceRoute("other", "public", "kafka2", "events", "lives");
        assertThat(new ProgressorMapper(List.of(ROUTE, other)).destinations())
                .containsExactlyInAnyOrder(
                        new Destination("kafka", "events"),
                        new Destination("kafka", "lives"),
                        new Destination("kafka2", "events"),
                        new Destination("kafka2", "lives"));
    }

    @Test
    void a_namespace_stands_once_in_a_slot() {
        assertThatThrownBy(() -> new ProgressorMapper(List.of(ROUTE, ROUTE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ns'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ns_tasks",
                "ns_schedule",
                "ns_running",
                "ns_eventsx",
                "other_events",
                "nsevents",
                "ns",
                "_events"
            })
    void other_tables_mean_nothing(String table) {
        assertThat(mapper.bind(Rows.relation(table))).isNull();
    }

    @Test
    void tables_of_another_schema_mean_nothing() {
        Relation elsewhere = new Relation(1, "archive", "ns_events", EVENTS.replicaIdentity(), EVENTS.columns());
        assertThat(mapper.bind(elsewhere)).isNull();
    }

    @Test
    void a_namespace_is_the_table_name_up_to_its_last_underscore() {
        ProgressorMapper three = new ProgressorMapper(Stream.of("a", "a_events", "a_b")
                .map(namespace -> new NamespaceRoute(namespace, "public", "kafka", "e-" + namespace, "l"))
                .toList());
        assertThat(three.bind(Rows.relation("a_events_events"))
                        .identify(Rows.TEXT.insert(Rows.relation("a_events_events"), event())))
                .containsEntry("namespace", "a_events");
        assertThat(three.bind(Rows.relation("a_b_c_events"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"process_id", "event_id", "timestamp", "metadata", "payload"})
    void a_missing_or_retyped_column_of_events_is_named(String column) {
        assertColumnNeeded("ns_events", 'd', Rows.eventColumns(), column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process_id", "status", "detail"})
    void a_missing_or_retyped_column_of_processes_is_named(String column) {
        assertColumnNeeded("ns_processes", 'f', Rows.processColumns(), column);
    }

    private void assertColumnNeeded(String table, char identity, List<Column> columns, String column) {
        List<Column> without =
                columns.stream().filter(each -> !each.name().equals(column)).toList();
        assertThatThrownBy(() -> mapper.bind(Rows.relation(table, identity, without)))
                .isInstanceOf(UnusableRelationException.class)
                .hasMessageStartingWith("table public." + table + ": column " + column + " is missing; ");
        List<Column> retyped = columns.stream()
                .map(each -> each.name().equals(column) ? Column.of(column, 701) : each)
                .toList();
        assertThatThrownBy(() -> mapper.bind(Rows.relation(table, identity, retyped)))
                .isInstanceOf(UnusableRelationException.class)
                .hasMessageStartingWith("table public." + table + ": column " + column + " is of the type with oid 701")
                .hasMessageContaining("ALTER TABLE \"public\".\"" + table + "\" ALTER COLUMN \"" + column + "\" TYPE ");
    }

    @Test
    void columns_are_found_by_name_wherever_they_stand() throws PoisonRowException {
        List<Column> more = Stream.concat(
                        Stream.of(Column.of("tenant", 2950)),
                        Stream.iterate(Rows.eventColumns().size() - 1, i -> i >= 0, i -> i - 1)
                                .map(Rows.eventColumns()::get))
                .toList();
        Relation relation = Rows.relation("ns_events", 'd', more);
        assertThat(map(relation, Rows.TEXT.insert(relation, event())))
                .isEqualTo(map(EVENTS, Rows.TEXT.insert(EVENTS, event())));
    }

    @ParameterizedTest
    @CsvSource({"20, 0000000000000007", "23, 00000007", "21, 0007"})
    void an_event_id_is_of_any_integer_type(int oid, String binary) throws PoisonRowException {
        List<Column> columns = Rows.eventColumns().stream()
                .map(column -> column.name().equals("event_id") ? Column.key("event_id", oid) : column)
                .toList();
        Relation relation = Rows.relation("ns_events", 'd', columns);
        byte[] insert = PgOutputWriter.insert(
                relation.id(),
                List.of(
                        Cell.text("p"),
                        Cell.NULL,
                        Cell.binary(HexFormat.of().parseHex(binary)),
                        Cell.text("2026-03-22 06:12:27+00"),
                        Cell.NULL,
                        Cell.text(PAYLOAD)));
        assertThat(ThriftBytes.sinkEvent(map(relation, Rows.change(relation, insert)))
                        .getEvent()
                        .getEvent_id())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "process_id, process_id is null",
        "event_id, event_id is null",
        "timestamp, timestamp is null",
        "payload, payload is null"
    })
    void a_null_where_a_value_must_be_is_poison(String column, String reason) {
        assertThatThrownBy(() -> map(EVENTS, Rows.TEXT.insert(EVENTS, event().putNull(column))))
                .isInstanceOf(PoisonRowException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({"event_id, 12x", "timestamp, yesterday", "payload, \\xzz"})
    void a_malformed_value_is_poison_and_stays_unseen(String column, String malformed) {
        assertThatThrownBy(() -> map(EVENTS, Rows.TEXT.insert(EVENTS, event().put(column, malformed))))
                .isInstanceOf(PoisonRowException.class)
                .hasMessageStartingWith(column + " cannot be read: ")
                .hasMessageNotContaining(malformed);
    }

    @Test
    void a_payload_beyond_the_limits_of_its_slot_is_poison() {
        ProgressorSlot slot = ProgressorSlot.named(
                        "s", new PgEndpoint("h", 5432, "d", "u", new Secret("p"), Map.of()), new SlotName("s"))
                .namespace(ROUTE);
        ChangeMapper strict = slot.payloadLimits(new ExternalTermLimits(1, 1_024, 10))
                .build()
                .mapper()
                .get();

        var nested = Rows.TEXT.insert(
                EVENTS, event().put("payload", "\\x83680277036172726c0000000168027701627704747275656a"));
        assertThatThrownBy(() -> strict.bind(EVENTS).map(nested, new Sent()))
                .isInstanceOf(PoisonRowException.class)
                .hasMessageContaining("is nested deeper than 1 levels");
    }

    @ParameterizedTest
    @CsvSource({
        "infinity",
        "-infinity",
        "10000-01-01 00:00:00+00",
        "0002-01-01 00:00:00+00 BC",
        "9999-12-31 23:59:59-01"
    })
    void a_timestamp_without_a_year_of_four_digits_is_poison(String timestamp) {
        assertThatThrownBy(() -> map(EVENTS, Rows.TEXT.insert(EVENTS, event().put("timestamp", timestamp))))
                .isInstanceOf(PoisonRowException.class)
                .hasMessageContaining("timestamp");
    }

    @Test
    void a_poison_row_leaves_nothing_behind_in_the_next_message() throws PoisonRowException {
        RowMapper rows = mapper.bind(EVENTS);
        Sent sent = new Sent();
        RowChange poison =
                Rows.BINARY.insert(EVENTS, event().put("payload", PAYLOAD.substring(0, PAYLOAD.length() - 2)));
        assertThatThrownBy(() -> rows.map(poison, sent)).isInstanceOf(PoisonRowException.class);
        assertThat(sent.messages()).isEmpty();
        rows.map(Rows.BINARY.insert(EVENTS, event()), sent);
        assertThat(sent.messages().get(0).value()).isEqualTo(map(EVENTS, Rows.BINARY.insert(EVENTS, event())));
    }

    @ParameterizedTest
    @ValueSource(chars = {'d', 'n', 'i'})
    void processes_without_their_whole_old_rows_are_refused(char identity) {
        assertThatThrownBy(() -> mapper.bind(Rows.relation("ns_processes", identity, Rows.processColumns())))
                .isInstanceOf(UnusableRelationException.class)
                .hasMessageStartingWith("table public.ns_processes: its REPLICA IDENTITY is ")
                .hasMessageEndingWith("ALTER TABLE \"public\".\"ns_processes\" REPLICA IDENTITY FULL");
    }

    @ParameterizedTest
    @EnumSource
    void an_update_with_the_old_key_alone_cannot_be_judged(Rows form) {
        RowChange change = form.updateOfKey(PROCESSES, process("running"), process("error"));
        assertThatThrownBy(() -> map(PROCESSES, change))
                .isInstanceOf(UnusableRelationException.class)
                .hasMessageContaining("without the old row");
    }

    @ParameterizedTest
    @EnumSource
    void a_reason_that_an_update_did_not_touch_comes_from_the_old_row(Rows form) throws PoisonRowException {
        ObjectNode after = process("error");
        after.putObject("detail").put("toast", "unchanged");
        assertThat(reason(
                        map(PROCESSES, form.update(PROCESSES, process("running").put("detail", "kept"), after))))
                .isEqualTo("kept");
    }

    @Test
    void a_status_that_nobody_knows_is_no_failure() throws PoisonRowException {
        assertThat(mapAll(PROCESSES, Rows.TEXT.update(PROCESSES, process("paused"), process("error"))))
                .isEmpty();
        assertThat(mapAll(PROCESSES, Rows.TEXT.update(PROCESSES, process("error"), process("paused"))))
                .isEmpty();
        assertThat(mapAll(PROCESSES, Rows.TEXT.update(PROCESSES, process("running"), process("ERROR"))))
                .isEmpty();
        ObjectNode none = process("running").putNull("status");
        assertThat(mapAll(PROCESSES, Rows.TEXT.update(PROCESSES, none, none))).isEmpty();
    }

    @Test
    void a_process_that_runs_again_works() throws PoisonRowException {
        LifecycleEvent event = ThriftBytes.lifecycleEvent(
                map(PROCESSES, Rows.TEXT.update(PROCESSES, process("error"), process("running"))));
        MachineLifecycleEvent what = event.getData().getMachine();
        assertThat(what.getStatus_changed().getNew_status().isSetWorking()).isTrue();
        assertThat(event.getCreated_at()).isEqualTo("2026-11-20T09:40:00Z");
    }

    @Test
    void a_row_is_named_by_what_can_be_read_of_it() {
        assertThat(mapper.bind(EVENTS).identify(Rows.BINARY.insert(EVENTS, event())))
                .containsExactly(
                        Map.entry("namespace", "ns"), Map.entry("process_id", "p"), Map.entry("event_id", "7"));
        assertThat(mapper.bind(EVENTS)
                        .identify(Rows.TEXT.insert(
                                EVENTS, event().putNull("process_id").put("event_id", "x"))))
                .containsExactly(Map.entry("namespace", "ns"));
        assertThat(mapper.bind(PROCESSES).identify(Rows.TEXT.deleteByKey(PROCESSES, process("error"))))
                .containsExactly(Map.entry("namespace", "ns"), Map.entry("process_id", "p"));
        byte[] withoutColumns = PgOutputWriter.insert(PROCESSES.id(), List.of());
        assertThat(mapper.bind(PROCESSES).identify(Rows.change(PROCESSES, withoutColumns)))
                .containsExactly(Map.entry("namespace", "ns"));
    }

    @Test
    void messages_belong_to_the_outbox() throws PoisonRowException {
        RowMapper rows = mapper.bind(EVENTS);
        Sent sent = new Sent();
        rows.map(Rows.BINARY.insert(EVENTS, event()), sent);
        byte[] first = sent.messages().get(0).value().clone();
        rows.map(Rows.BINARY.insert(EVENTS, event().put("process_id", "another")), sent);
        assertThat(sent.messages().get(0).value()).isEqualTo(first);
        assertThat(sent.messages().get(1).key()).isEqualTo("ns another".getBytes(StandardCharsets.UTF_8));
    }

    private String reason(byte[] message) {
        return ThriftBytes.lifecycleEvent(message)
                .getData()
                .getMachine()
                .getStatus_changed()
                .getNew_status()
                .getFailed()
                .getReason();
    }

    private byte[] map(Relation relation, RowChange change) throws PoisonRowException {
        List<Sent.Message> sent = mapAll(relation, change);
        assertThat(sent).hasSize(1);
        return sent.get(0).value();
    }

    private List<Sent.Message> mapAll(Relation relation, RowChange change) throws PoisonRowException {
        Sent sent = new Sent();
        mapper.bind(relation).map(change, sent);
        return sent.messages();
    }

    private static ObjectNode event() {
        return new ObjectMapper()
                .createObjectNode()
                .put("process_id", "p")
                .put("event_id", "7")
                .put("timestamp", "2026-03-22 06:12:27+00")
                .put("payload", PAYLOAD);
    }

    private static ObjectNode process(String status) {
        return new ObjectMapper().createObjectNode().put("process_id", "p").put("status", status);
    }
}
