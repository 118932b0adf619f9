package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Index.atIndex;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Delete;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Truncate;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RealSessionTest {

    private static final List<PgOutputMessage> SESSION =
            RealSession.messages().stream().map(Messages::decode).toList();

    private static final int AUX_STATE = 3;

    @Test
    void every_message_of_a_real_session_decodes() {
        Map<String, Long> counts = SESSION.stream()
                .collect(Collectors.groupingBy(m -> m.getClass().getSimpleName(), Collectors.counting()));

        assertThat(counts)
                .containsOnly(
                        Map.entry("Begin", 16L),
                        Map.entry("Commit", 16L),
                        Map.entry("Relation", 5L),
                        Map.entry("Type", 4L),
                        Map.entry("Insert", 70L),
                        Map.entry("Update", 10L),
                        Map.entry("Delete", 68L),
                        Map.entry("Truncate", 1L));
    }

    @Test
    void every_message_of_a_real_session_encodes_to_the_bytes_the_server_sent() {
        List<byte[]> messages = RealSession.messages();
        for (int i = 0; i < messages.size(); i++) {
            assertThat(Messages.encode(SESSION.get(i))).isEqualTo(messages.get(i));
        }
    }

    @Test
    void a_transaction_has_its_positions_and_its_time() {
        Begin begin = first(Begin.class);
        Commit commit = first(Commit.class);

        assertThat(begin.commitLsn()).isEqualTo(Lsn.parse("0/119C45C8"));
        assertThat(begin.xid()).isEqualTo(101_260);
        assertThat(begin.commitTime()).isEqualTo(Instant.parse("2026-11-20T10:14:39.497278Z"));
        assertThat(commit).isEqualTo(new Commit(0, begin.commitLsn(), Lsn.parse("0/119C45F8"), begin.commitMicros()));
    }

    @Test
    void a_relation_has_its_columns_and_its_replica_identity() {
        Relation relation = first(Relation.class);

        assertThat(relation.id()).isEqualTo(16_419);
        assertThat(relation.displayName()).isEqualTo("public.default/default_processes");
        assertThat(relation.replicaIdentity()).isEqualTo(ReplicaIdentity.FULL);
        assertThat(relation.columns()).hasSize(9).contains(new Column(true, "process_id", 1043, 260), atIndex(0));
        assertThat(relation.indexOf("detail")).isEqualTo(2);
        assertThat(relation.indexOf("no such column")).isEqualTo(-1);
    }

    @Test
    void a_type_that_is_not_built_in_is_described() {
        assertThat(first(PgOutputMessage.Type.class))
                .isEqualTo(new PgOutputMessage.Type(16_387, "public", "process_status"));
    }

    @Test
    void an_inserted_row_has_values_and_nulls() {
        Insert insert = first(Insert.class);

        assertThat(insert.relationId()).isEqualTo(16_419);
        assertThat(insert.newTuple()).hasToString("Tuple[ttnnttntt]");
        assertThat(insert.newTuple().text(0)).isEqualTo("v1");
        assertThat(insert.newTuple().text(1)).isEqualTo("init");
        assertThat(insert.newTuple().text(4)).isEqualTo("2026-11-20 10:14:39.496394+00");
    }

    @Test
    void an_update_under_replica_identity_full_has_both_rows() {
        Update update = first(Update.class);

        assertThat(update.oldTupleIsKey()).isFalse();
        assertThat(update.oldTuple()).isNotNull();
        assertThat(update.oldTuple().text(1)).isEqualTo("init");
        assertThat(update.newTuple().text(1)).isEqualTo("running");
    }

    @Test
    void a_value_that_the_server_did_not_send_again_is_in_the_old_row() {
        Update update = SESSION.stream()
                .filter(Update.class::isInstance)
                .map(Update.class::cast)
                .filter(u -> u.newTuple().isUnchanged(AUX_STATE))
                .findFirst()
                .orElseThrow();

        assertThat(update.newTuple().kind(AUX_STATE)).isEqualTo(Tuple.Kind.UNCHANGED);
        assertThat(update.newTuple().isNull(AUX_STATE)).isFalse();
        assertThat(update.oldTuple().hasValue(AUX_STATE)).isTrue();
        assertThat(update.oldTuple().length(AUX_STATE)).isGreaterThan(2000);
    }

    @Test
    void a_delete_under_replica_identity_default_has_the_key_alone() {
        Delete delete = first(Delete.class);

        assertThat(delete.oldTupleIsKey()).isTrue();
        assertThat(delete.oldTuple()).hasToString("Tuple[tntnnn]");
        assertThat(delete.oldTuple().text(0)).isEqualTo("v1");
        assertThat(delete.oldTuple().text(2)).isEqualTo("2");
    }

    @Test
    void a_truncate_names_its_tables() {
        assertThat(first(Truncate.class)).isEqualTo(new Truncate(List.of(16_651), false, false));
    }

    private static <M extends PgOutputMessage> M first(Class<M> kind) {
        return SESSION.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
