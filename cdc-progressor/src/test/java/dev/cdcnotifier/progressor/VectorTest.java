package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cdcnotifier.change.PoisonRowException;
import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.change.RowMapper;
import dev.cdcnotifier.change.UnusableRelationException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.progressor.Sent.Message;
import dev.cdcnotifier.progressor.Vectors.RowVector;
import dev.cdcnotifier.thrift.eventsink.MachineEvent;
import dev.cdcnotifier.thrift.eventsink.SinkEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEvent;
import dev.cdcnotifier.thrift.lifecycle.LifecycleEventData;
import dev.cdcnotifier.thrift.lifecycle.MachineLifecycleEvent;
import dev.cdcnotifier.thrift.lifecycle.MachineLifecycleStatusChangedEvent;
import dev.cdcnotifier.thrift.lifecycle.MachineStatus;
import dev.cdcnotifier.thrift.lifecycle.MachineStatusFailed;
import dev.cdcnotifier.thrift.msgpack.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VectorTest {

    private static final List<NamespaceRoute> ROUTES = Stream.of("default/default", "my_ns", "платежи")
            .map(namespace -> new NamespaceRoute(namespace, "public", "kafka", "eventsink", "lifecycle"))
            .toList();

    private static final String PROCESS_ID = "Ku3nFqDk3xE=";

    /** Where the original died and a message is right: our departures, with what we send. */
    private static final Map<String, byte[]> HANDLED = Map.ofEntries(
            Map.entry("ts_2026-03-22 06:12:27+05:30", event("2026-03-22T00:42:27Z", 1)),
            Map.entry("ts_2026-03-22 06:12:27.25-03:30", event("2026-03-22T09:42:27Z", 1)),
            Map.entry("ts_1900-01-01 00:00:00+02:30:17", event("1899-12-31T21:29:43Z", 1)),
            Map.entry("meta_{\"format_version\": null}", event("2026-03-22T06:12:27Z", null)),
            Map.entry("meta_{\"format_version\": \"1\"}", event("2026-03-22T06:12:27Z", null)),
            Map.entry("meta_{\"format_version\": \"undefined\"}", event("2026-03-22T06:12:27Z", null)),
            Map.entry("meta_[1]", event("2026-03-22T06:12:27Z", null)),
            Map.entry("meta_null", event("2026-03-22T06:12:27Z", null)),
            Map.entry("meta_1", event("2026-03-22T06:12:27Z", null)),
            Map.entry("meta_\"x\"", event("2026-03-22T06:12:27Z", null)),
            Map.entry("update_running_to_error_detail_null", failed("unknown")));

    /** Where the original died and no message can be right. */
    private static final Set<String> POISON = Set.of(
            "i_2^63_out_of_range",
            "i_-2^63-1_out_of_range",
            "i_2^70_out_of_range",
            "etf_map_duplicate_keys",
            "etf_nan_newfloat",
            "etf_inf_newfloat",
            "etf_string_ext_in_arr",
            "etf_bit_binary",
            "invalid_truncated",
            "invalid_garbage",
            "invalid_compressed_bad_zlib",
            "invalid_compressed_wrong_size",
            "bad_term_undefined",
            "bad_term_binary",
            "bad_term_map",
            "bad_term_list",
            "bad_term_3tuple",
            "bad_term_unknown_variant",
            "bad_nl_atom_null",
            "bad_nl_wrong_record",
            "bad_b_int",
            "bad_i_float",
            "bad_flt_int",
            "bad_str_charlist",
            "bad_obj_proplist",
            "bad_obj_raw_keys",
            "bad_arr_nested_bad",
            "bad_binary_variant_name",
            "bad_empty_tuple",
            "ts_infinity",
            "ts_null",
            "payload_null",
            "process_id_null",
            "payload_bytea_escape_format",
            "insert_process_id_null");

    /** Where the original died because nobody had asked for the namespace. */
    private static final Set<String> NOT_OURS = Set.of("ns_unknown", "ns_unknown_insert");

    /** Where the original sent nothing without knowing: we stop. */
    private static final Set<String> UNUSABLE =
            Set.of("update_to_init_no_old_tuple", "update_to_running_no_old_tuple", "update_to_error_no_old_tuple");

    static Stream<Arguments> vectors() {
        return Stream.of(Rows.values())
                .flatMap(form -> Stream.concat(Vectors.eventsink().stream(), Vectors.lifecycle().stream())
                        .map(vector -> Arguments.of(vector, form)));
    }

    @Test
    void every_crash_of_the_original_has_an_expectation_and_nothing_else_has() {
        Set<String> crashes = new TreeSet<>();
        Stream.concat(Vectors.eventsink().stream(), Vectors.lifecycle().stream())
                .filter(vector -> vector.result().equals("crash"))
                .forEach(vector -> crashes.add(vector.name()));
        Set<String> expected = new TreeSet<>(POISON);
        expected.addAll(HANDLED.keySet());
        expected.addAll(NOT_OURS);
        assertThat(expected).isEqualTo(crashes);
        assertThat(Vectors.eventsink()).hasSize(107);
        assertThat(Vectors.lifecycle()).hasSize(20);
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("vectors")
    void a_row_becomes_what_the_original_made_of_it(RowVector vector, Rows form) throws PoisonRowException {
        if (NOT_OURS.contains(vector.name())) {
            assertThat(new ProgressorMapper(ROUTES).bind(Rows.relation(vector.table())))
                    .isNull();
        } else if (POISON.contains(vector.name())) {
            assertThatThrownBy(() -> map(vector, form)).isInstanceOf(PoisonRowException.class);
        } else if (UNUSABLE.contains(vector.name())) {
            assertThatThrownBy(() -> map(vector, form))
                    .isInstanceOf(UnusableRelationException.class)
                    .hasMessageEndingWith("ALTER TABLE \"public\".\"default/default_processes\" REPLICA IDENTITY FULL");
        } else {
            assertSame(vector, map(vector, form));
        }
    }

    private static void assertSame(RowVector vector, List<Message> sent) {
        if (vector.result().equals("none")) {
            assertThat(sent).isEmpty();
            return;
        }
        assertThat(sent).hasSize(1);
        Message message = sent.get(0);
        byte[] handled = HANDLED.get(vector.name());
        if (handled != null) {
            assertThat(message.value()).isEqualTo(handled);
            assertThat(message.key()).isEqualTo(("default/default " + PROCESS_ID).getBytes(StandardCharsets.UTF_8));
            return;
        }
        assertThat(message.destination().topic()).isEqualTo(vector.topic());
        assertThat(message.key()).isEqualTo(vector.key());
        if (vector.name().contains("HAMT_order")) {
            // The Erlang VM's own order of a large map: the same entries, in any order.
            assertThat(ThriftBytes.sinkEvent(message.value())).isEqualTo(ThriftBytes.sinkEvent(vector.value()));
            assertThat(message.value()).hasSameSizeAs(vector.value());
        } else {
            assertThat(message.value()).isEqualTo(vector.value());
        }
    }

    private static List<Message> map(RowVector vector, Rows form) throws PoisonRowException {
        Relation relation = Rows.relation(vector.table());
        RowMapper rows = new ProgressorMapper(ROUTES).bind(relation);
        if (rows == null) {
            return List.of();
        }
        List<Message> sent = new ArrayList<>();
        rows.map(
                change(vector, relation, form),
                (destination, key, value) -> sent.add(new Message(destination, key, value)));
        return sent;
    }

    private static RowChange change(RowVector vector, Relation relation, Rows form) {
        JsonNode row = vector.json().get("new");
        return switch (vector.action()) {
            case "insert" -> form.insert(relation, row);
            case "update" -> form.update(relation, vector.json().get("old"), row);
            default ->
                vector.name().endsWith("_key_only") ? form.deleteByKey(relation, row) : form.delete(relation, row);
        };
    }

    private static byte[] event(String createdAt, Integer formatVersion) {
        MachineEvent event = new MachineEvent("default/default", PROCESS_ID, 1, createdAt, Value.bin(new byte[] {1}));
        if (formatVersion != null) {
            event.setFormat_version(formatVersion);
        }
        return ThriftBytes.of(SinkEvent.event(event));
    }

    private static byte[] failed(String reason) {
        MachineStatusFailed failed = new MachineStatusFailed();
        failed.setReason(reason);
        MachineLifecycleStatusChangedEvent changed =
                new MachineLifecycleStatusChangedEvent(MachineStatus.failed(failed));
        return ThriftBytes.of(new LifecycleEvent(
                "default/default",
                PROCESS_ID,
                Rows.COMMIT_TIME.toString(),
                LifecycleEventData.machine(MachineLifecycleEvent.status_changed(changed))));
    }
}
