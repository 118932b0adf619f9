package dev.cdcnotifier.change;

import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The domains that the server has described on one connection. It describes a domain by its own oid and the name of the
 * type it is based on, and sends its values in that type's form, as text and in binary. For one thread.
 */
final class DomainTypes {

    private static final String BUILT_IN = "pg_catalog";

    private final Map<Integer, Integer> bases = new HashMap<>();

    /** Takes the description of a type; of an enum, say, it is no domain and changes nothing. */
    void described(Type type) {
        Integer base = BUILT_IN.equals(type.schema()) ? PgType.oidOf(type.name()) : null;
        if (base == null) {
            bases.remove(type.id());
        } else {
            bases.put(type.id(), base);
        }
    }

    /** The relation with the types that its columns' domains are based on in the domains' place. */
    Relation resolved(Relation relation) {
        if (relation.columns().stream().noneMatch(column -> bases.containsKey(column.typeOid()))) {
            return relation;
        }
        List<Column> columns = relation.columns().stream().map(this::resolved).toList();
        return new Relation(relation.id(), relation.schema(), relation.table(), relation.replicaIdentity(), columns);
    }

    private Column resolved(Column column) {
        @Nullable Integer base = bases.get(column.typeOid());
        return base == null ? column : new Column(column.key(), column.name(), base, column.typeModifier());
    }
}
