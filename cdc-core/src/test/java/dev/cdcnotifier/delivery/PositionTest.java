package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @Test
    void a_position_is_read_as_it_was_written() {
        for (long ordinal : new long[] {0, 1, 5_000_000_000L, RowPosition.WHOLE}) {
            Position position = new Position(7, new RowPosition(Lsn.parse("FFFFFFFF/B374D848"), ordinal), "0aff");
            assertThat(Position.parse(position.json())).contains(position);
        }
    }

    @Test
    void a_position_is_json_for_people() {
        Position position = new Position(1, new RowPosition(Lsn.parse("16/B374D848"), RowPosition.WHOLE), "ab");
        assertThat(new String(position.json(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"timeline\":1,\"commit_lsn\":\"16/B374D848\",\"ordinal\":\"whole\",\"publications\":\"ab\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"timeline\":1,\"commit_lsn\":\"///\",\"ordinal\":1,\"publications\":\"ab\"}",
                "{\"timeline\":-1,\"commit_lsn\":\"0/1\",\"ordinal\":1,\"publications\":\"ab\"}",
                "{\"timeline\":1,\"commit_lsn\":\"0/1\",\"ordinal\":all,\"publications\":\"ab\"}"
            })
    void what_this_version_does_not_write_is_not_read(String json) {
        assertThat(Position.parse(json.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
