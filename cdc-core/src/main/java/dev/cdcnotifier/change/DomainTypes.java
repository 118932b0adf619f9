package dev.cdcnotifier.change;

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

    /** The built-in types by their names in {@code pg_type}. A domain over any other keeps its own oid. */
    private static final Map<String, Integer> OIDS = Map.ofEntries(
            Map.entry("bool", 16),
            Map.entry("bytea", 17),
            Map.entry("int8", 20),
            Map.entry("int2", 21),
            Map.entry("int4", 23),
            Map.entry("text", 25),
            Map.entry("json", 114),
            Map.entry("float4", 700),
            Map.entry("float8", 701),
            Map.entry("bpchar", 1042),
            Map.entry("varchar", 1043),
            Map.entry("date", 1082),
            Map.entry("time", 1083),
            Map.entry("timestamp", 1114),
            Map.entry("timestamptz", 1184),
            Map.entry("interval", 1186),
            Map.entry("timetz", 1266),
            Map.entry("numeric", 1700),
            Map.entry("uuid", 2950),
            Map.entry("jsonb", 3802));

    private final Map<Integer, Integer> bases = new HashMap<>();

    /** Takes the description of a type; of an enum, say, it is no domain and changes nothing. */
    void described(Type type) {
        Integer base = BUILT_IN.equals(type.schema()) ? OIDS.get(type.name()) : null;
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
