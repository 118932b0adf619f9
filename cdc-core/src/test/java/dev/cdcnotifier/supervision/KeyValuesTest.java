package dev.cdcnotifier.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyValuesTest {

    @Test
    void facts_stand_in_their_order_and_a_value_is_quoted_only_where_it_could_be_taken_for_more() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("process_id", "o-77/1");
        facts.put("blank", "a b");
        facts.put("fact", "seq=1");
        facts.put("quote", "a\"b\\");
        facts.put("none", "");
        assertThat(KeyValues.of(facts))
                .isEqualTo("process_id=o-77/1 blank=\"a b\" fact=\"seq=1\" quote=\"a\\\"b\\\\\" none=\"\"");
    }
}
