package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.PgTimestamps;
import dev.cdcnotifier.pg.PgValueException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToLongBiFunction;
import org.junit.jupiter.api.Test;

class TupleValuesTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void an_integer_reads_the_same_in_text_and_in_binary_of_any_width() {
        Tuple tuple = tuple(
                Cell.text("-7"),
                Cell.binary(HEX.parseHex("fffffffffffffff9")),
                Cell.binary(HEX.parseHex("fffffff9")),
                Cell.binary(HEX.parseHex("fff9")));

        for (int column = 0; column < tuple.size(); column++) {
            assertThat(TupleValues.int8(tuple, column)).isEqualTo(-7);
        }
        assertThat(TupleValues.int4(tuple, 0)).isEqualTo(-7);
        assertThat(TupleValues.int4(tuple, 2)).isEqualTo(-7);
        assertThat(TupleValues.int4(tuple, 3)).isEqualTo(-7);
    }

    @Test
    void an_int8_is_no_int4() {
        Tuple tuple = tuple(Cell.text("2147483648"), Cell.binary(HEX.parseHex("0000000000000001")));

        assertThatThrownBy(() -> TupleValues.int4(tuple, 0)).isInstanceOf(PgValueException.class);
        assertThatThrownBy(() -> TupleValues.int4(tuple, 1)).isInstanceOf(PgValueException.class);
    }

    @Test
    void a_bytea_reads_the_same_in_text_and_in_binary() {
        Tuple tuple = tuple(Cell.text("\\x00ffa5"), Cell.binary(HEX.parseHex("00ffa5")));

        assertThat(TupleValues.bytea(tuple, 0)).isEqualTo(HEX.parseHex("00ffa5"));
        assertThat(TupleValues.bytea(tuple, 1)).isEqualTo(HEX.parseHex("00ffa5"));
    }

    @Test
    void a_timestamp_reads_the_same_in_text_and_in_binary() {
        Tuple tuple = tuple(
                Cell.text("1999-12-31 21:59:59.999999-02"),
                Cell.binary(HEX.parseHex("ffffffffffffffff")),
                Cell.text("infinity"),
                Cell.binary(HEX.parseHex("7fffffffffffffff")),
                Cell.text("-infinity"),
                Cell.binary(HEX.parseHex("8000000000000000")));
        ToLongBiFunction<Tuple, Integer> micros = TupleValues::timestamptzMicros;

        long last = Instant.parse("1999-12-31T23:59:59Z").getEpochSecond() * 1_000_000 + 999_999;
        assertThat(micros.applyAsLong(tuple, 0)).isEqualTo(last);
        assertThat(micros.applyAsLong(tuple, 1)).isEqualTo(last);
        assertThat(micros.applyAsLong(tuple, 2)).isEqualTo(PgTimestamps.POSITIVE_INFINITY);
        assertThat(micros.applyAsLong(tuple, 3)).isEqualTo(PgTimestamps.POSITIVE_INFINITY);
        assertThat(micros.applyAsLong(tuple, 4)).isEqualTo(PgTimestamps.NEGATIVE_INFINITY);
        assertThat(micros.applyAsLong(tuple, 5)).isEqualTo(PgTimestamps.NEGATIVE_INFINITY);
    }

    @Test
    void json_reads_the_same_in_text_and_in_binary() {
        byte[] versioned = "\u0001{\"ключ\": 1}".getBytes(StandardCharsets.UTF_8);
        Tuple tuple = tuple(Cell.text("{\"ключ\": 1}"), Cell.binary(versioned));

        assertThat(TupleValues.json(tuple, 0)).isEqualTo("{\"ключ\": 1}");
        assertThat(TupleValues.json(tuple, 1)).isEqualTo("{\"ключ\": 1}");
    }

    @Test
    void text_that_is_no_valid_utf_8_is_refused_where_the_tuple_would_replace_it() {
        Tuple tuple = tuple(Cell.text(HEX.parseHex("61ff62")), Cell.text("a\uFFFDb"));

        assertThatThrownBy(() -> TupleValues.text(tuple, 0))
                .isInstanceOf(PgValueException.class)
                .hasMessage("text: is not valid UTF-8");
        assertThat(tuple.text(0)).isEqualTo("a\uFFFDb");
        assertThat(TupleValues.text(tuple, 1)).isEqualTo("a\uFFFDb");
    }

    @Test
    void a_column_without_a_value_is_refused_by_every_reader() {
        Tuple tuple = tuple(Cell.NULL, Cell.UNCHANGED);

        assertThatThrownBy(() -> TupleValues.int8(tuple, 0)).hasMessage("int8: is null");
        assertThatThrownBy(() -> TupleValues.int4(tuple, 0)).hasMessage("int4: is null");
        assertThatThrownBy(() -> TupleValues.bytea(tuple, 1)).hasMessage("bytea: was not sent (unchanged)");
        assertThatThrownBy(() -> TupleValues.timestamptzMicros(tuple, 0)).hasMessage("timestamptz: is null");
        assertThatThrownBy(() -> TupleValues.json(tuple, 1)).hasMessage("jsonb: was not sent (unchanged)");
        assertThatThrownBy(() -> TupleValues.text(tuple, 1))
                .isInstanceOf(PgValueException.class)
                .hasMessage("text: was not sent (unchanged)");
    }

    @Test
    void a_tuple_describes_itself_without_its_data() {
        Tuple tuple = tuple(Cell.text("secret"), Cell.NULL, Cell.UNCHANGED, Cell.binary(new byte[3]));

        assertThat(tuple).hasToString("Tuple[tnub]");
        assertThatThrownBy(() -> tuple.text(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tuple.bytes(2)).isInstanceOf(IllegalStateException.class);
    }

    private static Tuple tuple(Cell... cells) {
        return ((Insert) Messages.decode(PgOutputWriter.insert(1, List.of(cells)))).newTuple();
    }
}
