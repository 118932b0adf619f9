package dev.cdcnotifier.testkit.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against what {@code term_to_binary} of Erlang/OTP 25 printed. */
class ErlangTermWriterTest {

    @Test
    void scalars_are_what_erlang_writes() {
        assertThat(hex(null)).isEqualTo("8368026400026e6c680164000e6d675f6d73677061636b5f4e696c");
        assertThat(hex(true)).isEqualTo("8368026400016264000474727565");
        assertThat(hex(Math.PI)).isEqualTo("836802640003666c7446400921fb54442d18");
        assertThat(hex("")).isEqualTo("8368026400037374726d00000000");
        assertThat(hex(new byte[] {1})).isEqualTo("83680264000362696e6d0000000101");
    }

    @Test
    void integers_take_the_smallest_form() {
        assertThat(hex(255)).isEqualTo("8368026400016961ff");
        assertThat(hex(-1)).isEqualTo("8368026400016962ffffffff");
        assertThat(hex(Integer.MIN_VALUE - 1L)).isEqualTo("836802640001696e040101000080");
        assertThat(hex(Long.MAX_VALUE)).isEqualTo("836802640001696e0800ffffffffffffff7f");
        assertThat(hex(Long.MIN_VALUE)).isEqualTo("836802640001696e08010000000000000080");
    }

    @Test
    void lists_and_maps_nest() {
        assertThat(hex(List.of())).isEqualTo("8368026400036172726a");
        assertThat(hex(List.of(1))).isEqualTo("8368026400036172726c0000000168026400016961016a");
        assertThat(hex(Map.of("s", 1)))
                .isEqualTo("8368026400036f626a740000000168026400037374726d00000001736802640001696101");
    }

    @Test
    void what_has_no_msgpack_value_is_refused() {
        assertThatThrownBy(() -> ErlangTermWriter.write(StandardCharsets.UTF_8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String hex(Object value) {
        return HexFormat.of().formatHex(ErlangTermWriter.write(value));
    }
}
