package dev.cdcnotifier.progressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.PublicationSpec;
import dev.cdcnotifier.replication.PublicationSpec.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceRouteTest {

    @Test
    void a_publication_is_named_like_the_namespace_and_needs_the_old_rows_of_processes() {
        assertThat(ProgressorPublications.of(List.of(route("default/default"))))
                .containsExactly(new PublicationSpec(
                        new PublicationName("default/default"),
                        List.of(
                                new Table(
                                        new TableName("public", "default/default_processes"),
                                        true,
                                        ProcessTable.COLUMNS),
                                new Table(
                                        new TableName("public", "default/default_events"),
                                        false,
                                        EventTable.COLUMNS))));
    }

    @Test
    void the_longest_namespace_leaves_room_for_the_table_names() {
        String longest = "n".repeat(63 - "_processes".length());
        assertThat(route(longest).processes().table()).hasSize(63);
        assertThatThrownBy(() -> route(longest + "n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("63");
        assertThatThrownBy(() -> route("ж".repeat(27))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\ud800"})
    void a_namespace_that_postgresql_cannot_hold_is_refused(String namespace) {
        assertThatThrownBy(() -> route(namespace)).isInstanceOf(IllegalArgumentException.class);
    }

    private static NamespaceRoute route(String namespace) {
        return new NamespaceRoute(namespace, "public", "kafka", "events", "lives");
    }
}
