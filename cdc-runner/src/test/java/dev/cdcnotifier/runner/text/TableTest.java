package dev.cdcnotifier.runner.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columns_are_as_wide_as_their_widest_cell() {
        Table table =
                new Table(Style.PLAIN, "stream", "state").row("a", "STREAMING").row("longer", "");

        assertThat(table.lines()).containsExactly("stream  state", "a       STREAMING", "longer");
    }

    @Test
    void colours_take_no_room() {
        Table table = new Table(Style.COLOURED, "a", "b")
                .row(Style.COLOURED.bad("no"), "x")
                .row("yes", "y");

        assertThat(table.lines().get(1)).isEqualTo("\u001b[31mno\u001b[0m   x");
        assertThat(table.lines().get(2)).isEqualTo("yes  y");
    }

    @Test
    void a_row_has_as_many_cells_as_the_heading() {
        Table table = new Table(Style.PLAIN, "a", "b");

        assertThatThrownBy(() -> table.row("only one")).isInstanceOf(IllegalArgumentException.class);
    }
}
