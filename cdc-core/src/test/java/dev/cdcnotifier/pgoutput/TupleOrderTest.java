package dev.cdcnotifier.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Update;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A tuple finds its columns from the one asked for last; what was asked before makes no difference. */
class TupleOrderTest {

    @Property
    void columns_asked_for_in_any_order_are_those_read_from_first_to_last(
            @ForAll("rows") List<Cell> row, @ForAll List<Integer> order) {
        Tuple asked = insert(row);
        List<String> inOrder = inOrder(insert(row));

        for (int wanted : order) {
            if (!row.isEmpty()) {
                int column = Math.floorMod(wanted, row.size());
                assertThat(describe(asked, column)).isEqualTo(inOrder.get(column));
            }
        }
    }

    @Test
    void a_column_that_is_not_there_is_never_one_of_the_next_tuple() {
        List<Cell> was = List.of(Cell.text("a"), Cell.text("b"));
        List<Cell> is = List.of(Cell.text("c"), Cell.text("d"));
        Update update = (Update) Messages.decode(PgOutputWriter.update(1, was, is));

        for (int column : List.of(-1, 2, 3, 65_535)) {
            assertThatThrownBy(() -> update.oldTuple().text(column)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(update.oldTuple().text(1)).isEqualTo("b");
        assertThat(update.newTuple().text(0)).isEqualTo("c");
    }

    @Provide
    Arbitrary<List<Cell>> rows() {
        return Messages.row();
    }

    private static List<String> inOrder(Tuple tuple) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < tuple.size(); i++) {
            columns.add(describe(tuple, i));
        }
        return columns;
    }

    private static String describe(Tuple tuple, int column) {
        return tuple.kind(column) + " " + (tuple.hasValue(column) ? Arrays.toString(tuple.bytes(column)) : "");
    }

    private static Tuple insert(List<Cell> row) {
        return ((Insert) Messages.decode(PgOutputWriter.insert(1, row))).newTuple();
    }
}
