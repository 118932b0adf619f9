package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TupleTextTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final int USER_DEFINED = 16_500;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"TEXT", "VARCHAR", "BPCHAR", "NAME", "CHAR", "JSON", "JSONB"})
    void what_came_in_binary_and_is_no_text_is_refused_with_its_column_and_type(PgType type) {
        Tuple tuple = tuple(Cell.binary(HEX.parseHex("41424344")));
        tuple.describedBy(relation(type.oid()));

        assertThatThrownBy(() -> tuple.text(0))
                .isInstanceOf(UnreadableColumnException.class)
                .hasMessageStartingWith("table public.t: column c0 is " + type.typeName() + " and was sent in binary")
                .hasMessageNotContaining("ABCD");
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "VARCHAR", "BPCHAR", "NAME", "JSON"})
    void what_came_in_binary_and_is_text_is_read(PgType type) {
        Tuple tuple = tuple(Cell.binary("größe".getBytes(StandardCharsets.UTF_8)));
        tuple.describedBy(relation(type.oid()));

        assertThat(tuple.text(0)).isEqualTo("größe");
    }

    @Test
    void jsonb_in_binary_is_read_without_its_version() {
        Tuple tuple = tuple(Cell.binary("\u0001{}".getBytes(StandardCharsets.UTF_8)));
        tuple.describedBy(relation(PgType.JSONB.oid()));

        assertThat(tuple.text(0)).isEqualTo("{}");
    }

    @Test
    void the_text_form_of_any_type_is_its_text() {
        Tuple tuple = tuple(Cell.text("17"));
        tuple.describedBy(relation(PgType.INT4.oid()));

        assertThat(tuple.text(0)).isEqualTo("17");
    }

    @Test
    void a_label_in_binary_is_read_and_the_binary_form_of_something_else_is_not() {
        Tuple tuple =
                tuple(Cell.binary("happy".getBytes(StandardCharsets.UTF_8)), Cell.binary(HEX.parseHex("00000011")));
        tuple.describedBy(relation(USER_DEFINED, USER_DEFINED));

        assertThat(tuple.text(0)).isEqualTo("happy");
        assertThatThrownBy(() -> tuple.text(1))
                .isInstanceOf(PgValueException.class)
                .hasMessage("label: is not text, but the binary form of another type");
    }

    @Test
    void a_built_in_type_without_a_reader_is_read_as_text_only_in_text() {
        int inet = 869;
        Tuple tuple = tuple(Cell.binary(HEX.parseHex("02200004c0a80001")), Cell.text("192.168.0.1"));
        tuple.describedBy(relation(inet, inet));

        assertThatThrownBy(() -> tuple.text(0))
                .isInstanceOf(UnreadableColumnException.class)
                .hasMessageContaining("column c0 is the type with oid 869");
        assertThat(tuple.text(1)).isEqualTo("192.168.0.1");
    }

    @Test
    void binary_of_a_tuple_that_no_relation_describes_is_refused() {
        Tuple tuple = tuple(Cell.text("a"), Cell.binary("b".getBytes(StandardCharsets.UTF_8)));

        assertThat(tuple.text(0)).isEqualTo("a");
        assertThatThrownBy(() -> tuple.text(1)).isInstanceOf(UnreadableColumnException.class);
        tuple.describedBy(relation(PgType.TEXT.oid()));
        assertThatThrownBy(() -> tuple.text(1))
                .as("a column beyond those that are described")
                .isInstanceOf(UnreadableColumnException.class);
    }

    @Test
    void text_that_is_no_valid_utf_8_is_refused() {
        Tuple tuple = tuple(Cell.text(HEX.parseHex("61ff62")), Cell.text("a\uFFFDb"));

        assertThatThrownBy(() -> tuple.text(0))
                .isInstanceOf(PgValueException.class)
                .hasMessage("text: is not valid UTF-8");
        assertThat(tuple.text(1)).isEqualTo("a\uFFFDb");
    }

    @Test
    void a_tuple_describes_itself_without_its_data() {
        Tuple tuple = tuple(Cell.text("secret"), Cell.NULL, Cell.UNCHANGED, Cell.binary(new byte[3]));

        assertThat(tuple).hasToString("Tuple[tnub]");
        assertThatThrownBy(() -> tuple.text(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tuple.bytes(2)).isInstanceOf(IllegalStateException.class);
    }

    private static Relation relation(int... typeOids) {
        Column[] columns = new Column[typeOids.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new Column(false, "c" + i, typeOids[i], -1);
        }
        return new Relation(1, "public", "t", ReplicaIdentity.DEFAULT, List.of(columns));
    }

    private static Tuple tuple(Cell... cells) {
        return ((Insert) Messages.decode(PgOutputWriter.insert(1, List.of(cells)))).newTuple();
    }
}
