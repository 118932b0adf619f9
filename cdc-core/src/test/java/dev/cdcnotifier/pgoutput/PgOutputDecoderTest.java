package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.LogicalMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgOutputDecoderTest {

    @Test
    void a_tuple_shares_the_array_of_the_buffer() {
        byte[] array = PgOutputWriter.insert(1, List.of(Cell.text("zero"), Cell.text("copy")));

        Insert insert = (Insert) PgOutputDecoder.decode(ByteBuffer.wrap(array));

        assertThat(insert.newTuple().payload()).isSameAs(array);
    }

    @Test
    void the_content_of_a_logical_message_is_a_view_that_cannot_be_written_to() {
        byte[] message = PgOutputWriter.logicalMessage(false, 1, "p", new byte[] {7, 8});

        ByteBuffer content = ((LogicalMessage) Messages.decode(message)).content();
        message[message.length - 1] = 9;

        assertThat(content.isReadOnly()).isTrue();
        assertThat(content).isEqualTo(ByteBuffer.wrap(new byte[] {7, 9}));
    }

    @Test
    void the_empty_schema_on_the_wire_is_pg_catalog() {
        byte[] message = HexFormat.of().parseHex("52" + "00000001" + "00" + "7400" + "64" + "0000");

        assertThat(((Relation) Messages.decode(message)).displayName()).isEqualTo("pg_catalog.t");
    }

    @Test
    void a_row_may_have_no_column_at_all() {
        assertThat(((Insert) Messages.decode(PgOutputWriter.insert(1, List.of())))
                        .newTuple()
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    ''                                  , type
                    53                                  , type
                    42000000000000000100000000          , Begin.commitMicros
                    43010000000000000001                , Commit.flags
                    4F00000000000000016E6F              , Origin.name
                    4F0000000000000001C32800            , Origin.name
                    52000000017000740078                , Relation.replicaIdentity
                    520000000170007400640002            , Relation.columns
                    5200000001700074006400010261000000001000000001, Relation.column[0].flags
                    52000000017000740064000101FF000000001000000001, Relation.column[0].name
                    59000000017000                      , Type.name
                    490000                              , Insert.relationId
                    4900000001                          , Insert.newTuple.kind
                    490000000158                        , Insert.newTuple.kind
                    49000000014E                        , Insert.newTuple.columns
                    49000000014E00016E6E                , Insert
                    49000000014EFFFF6E                  , Insert.newTuple.columns
                    49000000014E000178                  , Insert.newTuple.column[0].kind
                    49000000014E0002740000000161        , Insert.newTuple.column[1].kind
                    49000000014E00046E6E6E74000000      , Insert.newTuple.column[3].length
                    49000000014E00046E6E6E747FFFFFFF    , Insert.newTuple.column[3].length
                    49000000014E00046E6E6E62FFFFFFFF    , Insert.newTuple.column[3].length
                    49000000014E00046E6E6E740000000261  , Insert.newTuple.column[3].length
                    5500000001                          , Update.tuple.kind
                    55000000014400                      , Update.newTuple.kind
                    55000000014B00016E                  , Update.newTuple.kind
                    55000000014F00016E4E000175FF        , Update
                    55000000014F00016E4E000162          , Update.newTuple.column[0].length
                    44000000014E00016E                  , Delete.oldTuple.kind
                    44000000014B000174                  , Delete.oldTuple.column[0].length
                    540000000204                        , Truncate.options
                    54000000020000000001                , Truncate.relations
                    54FFFFFFFF0000000001                , Truncate.relations
                    4D020000000000000001                , Message.flags
                    4D000000000000000001700000000003FFFF, Message.length
                    4D0000000000000000017000FFFFFFFFFFFF, Message.length
                    """)
    void a_refused_message_names_the_field_that_is_wrong(String hex, String field) {
        byte[] message = HexFormat.of().parseHex(hex);

        PgOutputException refused = catchThrowableOfType(PgOutputException.class, () -> Messages.decode(message));

        assertThat(refused).isNotNull();
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused).hasMessageContaining(field);
    }

    @Test
    void a_refused_message_does_not_show_row_data() {
        byte[] message = PgOutputWriter.insert(1, List.of(Cell.text("secret"), Cell.text("secret")));
        message[8 + 1 + 4 + 6] = 'x';

        PgOutputException refused = catchThrowableOfType(PgOutputException.class, () -> Messages.decode(message));

        assertThat(refused)
                .hasMessage(
                        "malformed pgoutput message: Insert.newTuple.column[1].kind: 0x78 is not one of n, u, t, b");
    }

    @Test
    void as_many_columns_as_fit_the_message_are_read() {
        List<Column> columns = Collections.nCopies(1600, Column.of("", 25));

        Relation relation = (Relation) Messages.decode(PgOutputWriter.relation(1, "public", "wide", 'd', columns));

        assertThat(relation.columns()).hasSize(1600);
    }
}
