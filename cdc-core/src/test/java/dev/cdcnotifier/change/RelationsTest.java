package dev.cdcnotifier.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pgoutput.PgOutputException;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Type;
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
    void a_column_of_a_domain_is_bound_as_the_built_in_type_it_is_based_on() {
        Relations relations = new Relations(binding(Map.of()));
        relations.described(new Type(16_500, "pg_catalog", "text"));
        relations.described(new Type(16_501, "public", "mood"));

        relations.described(new Relation(
                7,
                "public",
                "orders",
                ReplicaIdentity.FULL,
                List.of(
                        new Column(true, "id", 16_500, -1),
                        new Column(true, "mood", 16_501, -1),
                        new Column(true, "n", 20, -1))));

        assertThat(relations.get(7).relation().columns())
                .extracting(Column::typeOid)
                .containsExactly(25, 16_501, 20);
    }

    @Test
    void a_relation_is_new_once_however_often_it_is_described() {
        Relations relations = new Relations(binding(Map.of()));
        assertThat(relations.takeNew()).isFalse();
        relations.described(relation(7, "orders"));
        assertThat(relations.takeNew()).isTrue();
        relations.described(relation(7, "orders"));
        assertThat(relations.takeNew()).isFalse();
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
