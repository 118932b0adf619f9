package dev.cdcnotifier.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelationsTest {

    @Test
    void a_relation_is_found_with_the_mapper_it_was_bound_to() {
        NamedRows orders = new NamedRows("orders");
        Relations relations = new Relations(binding(Map.of("orders", orders)));
        Relation described = relation(16_419, "orders");

        relations.described(described);

        assertThat(relations.get(16_419).relation()).isSameAs(described);
        assertThat(relations.get(16_419).rows()).isSameAs(orders);
    }

    @Test
    void a_relation_that_means_nothing_to_the_application_is_known_and_has_no_mapper() {
        Relations relations = new Relations(binding(Map.of()));

        relations.described(relation(16_419, "other"));

        assertThat(relations.get(16_419).rows()).isNull();
    }

    @Test
    void a_row_of_a_relation_that_was_never_described_is_refused() {
        Relations relations = new Relations(binding(Map.of()));
        relations.described(relation(1, "orders"));

        assertThatThrownBy(() -> relations.get(-2))
                .isInstanceOf(PgOutputException.class)
                .hasMessageContaining("4294967294 was never described");
    }

    @Test
    void a_relation_described_again_is_bound_again() {
        Relations relations = new Relations(binding(Map.of("new", new NamedRows("new"))));
        relations.described(relation(7, "old"));

        relations.described(relation(7, "new"));

        assertThat(relations.get(7).relation().table()).isEqualTo("new");
        assertThat(relations.get(7).rows()).isEqualTo(new NamedRows("new"));
    }

    @Test
    void a_relation_that_cannot_be_bound_does_not_become_known() {
        Relations relations = new Relations(new ChangeMapper() {
            @Override
            public Set<Destination> destinations() {
                return Set.of();
            }

            @Override
            public RowMapper bind(Relation relation) {
                throw new UnusableRelationException(relation, "column id is missing", "add it");
            }
        });

        assertThatThrownBy(() -> relations.described(relation(7, "orders")))
                .isInstanceOf(UnusableRelationException.class);
        assertThatThrownBy(() -> relations.get(7)).isInstanceOf(PgOutputException.class);
    }

    @Property
    void any_number_of_relations_is_kept_as_a_map_would(@ForAll List<Integer> ids) {
        Relations relations = new Relations(binding(Map.of()));
        Map<Integer, Relation> expected = new HashMap<>();
        for (int id : ids) {
            Relation relation = relation(id, "t" + expected.size());
            relations.described(relation);
            expected.put(id, relation);
        }

        expected.forEach(
                (id, relation) -> assertThat(relations.get(id).relation()).isSameAs(relation));
    }

    @Test
    void thousands_of_neighbouring_ids_are_kept() {
        Relations relations = new Relations(binding(Map.of()));
        for (int id = 16_384; id < 26_384; id++) {
            relations.described(relation(id, "t" + id));
        }

        for (int id = 16_384; id < 26_384; id++) {
            assertThat(relations.get(id).relation().id()).isEqualTo(id);
        }
    }

    private static Relation relation(int id, String table) {
        return new Relation(id, "public", table, ReplicaIdentity.DEFAULT, List.of());
    }

    private static ChangeMapper binding(Map<String, RowMapper> mappers) {
        return new ChangeMapper() {
            @Override
            public Set<Destination> destinations() {
                return Set.of();
            }

            @Override
            public @Nullable RowMapper bind(Relation relation) {
                return mappers.get(relation.table());
            }
        };
    }

    private record NamedRows(String name) implements RowMapper {

        @Override
        public void map(RowChange change, Outbox outbox) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> identify(RowChange change) {
            return Map.of();
        }
    }
}
