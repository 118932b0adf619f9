package dev.cdcnotifier.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.pgoutput.UnreadableColumnException;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableColumnsTest {

    private static final int INET = 869;
    private static final int USER_DEFINED = 16_500;

    @Test
    void a_column_of_another_type_is_refused_when_it_is_bound_and_the_message_says_what_reads_it() {
        TableColumns columns = TableColumns.of(relation(PgType.INT4.oid(), PgType.TEXT.arrayOid()));

        assertThatThrownBy(() -> columns.text("c0"))
                .isInstanceOf(UnreadableColumnException.class)
                .hasMessage("table public.t: column c0 is int4, which is not read as text; read it as int8");
        assertThatThrownBy(() -> columns.timestamptz("c0")).isInstanceOf(UnreadableColumnException.class);
        assertThatThrownBy(() -> columns.text("c1"))
                .hasMessage(
                        "table public.t: column c1 is text[], which is not read as text; read it as an array of text");
        assertThatThrownBy(() -> columns.array("c1", ValueType.INT8))
                .hasMessageContaining("is not read as an array of int8");
    }

    @Test
    void a_column_that_is_missing_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> TableColumns.of(relation(25, 25)).int8("id"))
                .isInstanceOf(UnreadableColumnException.class)
                .hasMessage("table public.t: column id is missing; its columns are c0, c1");
    }

    @Test
    void what_is_null_or_was_not_sent_has_no_value() {
        Relation relation = relation(PgType.INT8.oid(), PgType.TEXT.oid());
        Tuple row = row(relation, Cell.NULL, Cell.UNCHANGED);
        LongColumn id = TableColumns.of(relation).int8("c0");
        ValueColumn<String> body = TableColumns.of(relation).text("c1");

        assertThat(id.hasValue(row)).isFalse();
        assertThat(id.isNull(row)).isTrue();
        assertThatThrownBy(() -> id.get(row))
                .isInstanceOf(PgValueException.class)
                .hasMessage("column c0: is null");
        assertThat(body.isUnchanged(row)).isTrue();
        assertThatThrownBy(() -> body.getOrNull(row))
                .as("it is not null, it is not there")
                .hasMessage("column c1: was not sent (unchanged)");
    }

    @Test
    void a_malformed_value_is_told_with_its_column_and_without_its_data() {
        Relation relation = relation(PgType.INT8.oid());

        assertThatThrownBy(() -> TableColumns.of(relation).int8("c0").get(row(relation, Cell.text("secret"))))
                .isInstanceOf(PgValueException.class)
                .hasMessage("column c0: int8: holds a character that is no digit");
    }

    @Test
    void a_type_that_nobody_knows_is_read_as_text_and_refused_where_it_comes_in_binary() {
        Relation relation = relation(INET);
        ValueColumn<String> column = TableColumns.of(relation).text("c0");

        assertThat(column.get(row(relation, Cell.text("192.168.0.1")))).isEqualTo("192.168.0.1");
        assertThatThrownBy(() ->
                        column.get(row(relation, Cell.binary(HexFormat.of().parseHex("02200004c0a80001")))))
                .isInstanceOf(UnreadableColumnException.class)
                .hasMessageContaining("column c0 is the type with oid 869 and was sent in binary");
    }

    @Test
    void an_array_of_another_type_is_refused_by_what_its_bytes_say() {
        Relation relation = relation(USER_DEFINED);
        byte[] ofIntegers =
                HexFormat.of().parseHex("0000000100000000" + "00000017" + "0000000100000001" + "0000000441424344");

        assertThatThrownBy(() -> TableColumns.of(relation)
                        .array("c0", ValueType.TEXT)
                        .get(row(relation, Cell.binary(ofIntegers))))
                .isInstanceOf(PgValueException.class)
                .hasMessage("column c0: array: has elements of int4");
    }

    @Test
    void a_column_reads_no_row_of_another_table() {
        Relation bound = relation(PgType.INT8.oid());
        Relation other = relation(PgType.INT8.oid());
        LongColumn column = TableColumns.of(bound).int8("c0");

        assertThat(column.get(row(bound, Cell.text("1")))).isEqualTo(1);
        assertThatThrownBy(() -> column.get(row(other, Cell.text("1"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was bound to public.t");
    }

    private static Tuple row(Relation relation, Cell... cells) {
        Insert insert = (Insert) PgOutputDecoder.decode(ByteBuffer.wrap(PgOutputWriter.insert(1, List.of(cells))));
        return new RowChange(
                        RowChange.Operation.INSERT,
                        new Begin(new Lsn(1), 0, 1),
                        1,
                        relation,
                        null,
                        false,
                        insert.newTuple())
                .row();
    }

    private static Relation relation(int... typeOids) {
        Column[] columns = new Column[typeOids.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new Column(false, "c" + i, typeOids[i], -1);
        }
        return new Relation(1, "public", "t", ReplicaIdentity.DEFAULT, List.of(columns));
    }
}
