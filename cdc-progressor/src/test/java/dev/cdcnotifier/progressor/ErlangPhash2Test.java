package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.progressor.Vectors.Hash;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ErlangPhash2Test {

    private final ErlangPhash2 hash = new ErlangPhash2();

    @Test
    void every_key_hashes_as_in_erlang() {
        List<Hash> vectors = Vectors.phash2();
        assertThat(vectors).hasSize(190);
        for (Hash vector : vectors) {
            assertThat(hash.hash(vector.key()))
                    .as(HexFormat.of().formatHex(vector.key()))
                    .isEqualTo(vector.phash2());
        }
    }

    @Property
    void a_hash_has_27_bits(@ForAll byte[] key) {
        assertThat(hash.hash(key)).isBetween(0, (1 << 27) - 1);
    }
}
