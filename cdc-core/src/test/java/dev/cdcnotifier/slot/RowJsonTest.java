package dev.cdcnotifier.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.Tuple;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowJsonTest {

    private static final List<Column> COLUMNS = List.of(
            Column.key("id", 20),
            Column.of("name", 1043),
            Column.of("metadata", 3802),
            Column.of("payload", 17),
            Column.of("note", 25),
            Column.of("gone", 25));

    @Test
    void a_binary_row_reads_like_text_where_its_types_are_text_numbers_or_json() {
        assertThat(json(List.of(
                        Cell.binary(new byte[] {0, 0, 0, 0, 0, 0, 0, 42}),
                        Cell.binary(bytes("a\"b\n")),
                        Cell.binary(bytes("\u0001{\"v\": 1}")),
                        Cell.binary(new byte[] {1, 2, 3}),
                        Cell.UNCHANGED,
                        Cell.NULL)))
                .isEqualTo("{\"schema\":\"public\",\"table\":\"t\",\"operation\":\"INSERT\",\"old\":null,\"new\":"
                        + "{\"id\":\"42\",\"name\":\"a\\\"b\\u000a\",\"metadata\":\"{\\\"v\\\": 1}\","
                        + "\"payload\":{\"binary\":\"AQID\"},\"note\":{\"unchanged\":true},\"gone\":null}}");
    }

    @Test
    void a_value_that_is_not_what_its_type_says_is_kept_as_bytes() {
        assertThat(json(List.of(Cell.binary(new byte[] {1, 2, 3}), Cell.binary(new byte[] {(byte) 0xff}))))
                .contains("\"id\":{\"binary\":\"AQID\"}", "\"name\":{\"binary\":\"/w==\"}");
    }

    private static String json(List<Cell> row) {
        Relation relation = (Relation)
                PgOutputDecoder.decode(ByteBuffer.wrap(PgOutputWriter.relation(1, "public", "t", 'f', COLUMNS)));
        Tuple tuple = ((Insert) PgOutputDecoder.decode(ByteBuffer.wrap(PgOutputWriter.insert(1, row)))).newTuple();
        RowChange change =
                new RowChange(RowChange.Operation.INSERT, new Begin(new Lsn(1), 0, 1), 1, relation, null, false, tuple);
        return new String(RowJson.of(change), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
