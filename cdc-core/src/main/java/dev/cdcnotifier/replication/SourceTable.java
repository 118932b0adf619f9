package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.TableName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says of something that has the name of a stream's table.
 *
 * @param kind what it is
 * @param persistence whether its changes are written to the WAL
 * @param publishable whether PostgreSQL lets it into a publication at all
 * @param root the partitioned table that it is a partition of, the topmost one; null when it is none
 * @param children tables that inherit from it and are no partitions
 * @param withoutFullIdentity the table itself and its partitions that hold rows, as far as their replica identity is not
 *     FULL
 * @param unloggedPartitions partitions that hold rows whose changes are not written to the WAL: unlogged and foreign ones
 * @param columns its columns by name
 */
record SourceTable(
        Kind kind,
        Persistence persistence,
        boolean publishable,
        @Nullable TableName root,
        List<TableName> children,
        List<TableName> withoutFullIdentity,
        List<TableName> unloggedPartitions,
        Map<String, Column> columns) {

    /** {@code pg_class.relkind}. */
    enum Kind {
        TABLE("a table"),
        PARTITIONED("a partitioned table"),
        VIEW("a view"),
        MATERIALIZED_VIEW("a materialized view"),
        FOREIGN("a foreign table"),
        OTHER("an index, a sequence or a composite type");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        static Kind of(String relkind) {
            return switch (relkind) {
                case "r" -> TABLE;
                case "p" -> PARTITIONED;
                case "v" -> VIEW;
                case "m" -> MATERIALIZED_VIEW;
                case "f" -> FOREIGN;
                default -> OTHER;
            };
        }
    }

    /** {@code pg_class.relpersistence}. */
    enum Persistence {
        PERMANENT,
        UNLOGGED,
        TEMPORARY;

        static Persistence of(String relpersistence) {
            return switch (relpersistence) {
                case "u" -> UNLOGGED;
                case "t" -> TEMPORARY;
                default -> PERMANENT;
            };
        }
    }

    /**
     * A column.
     *
     * @param typeOid its type, or the type that its domain is based on
     * @param typeName its own type, as SQL spells it
     * @param isEnum whether that type is an enum
     * @param generated how its values are generated
     */
    record Column(int typeOid, String typeName, boolean isEnum, Generated generated) {}

    /** {@code pg_attribute.attgenerated}. */
    enum Generated {
        NO,
        STORED,
        VIRTUAL;

        static Generated of(String attgenerated) {
            return switch (attgenerated) {
                case "s" -> STORED;
                case "v" -> VIRTUAL;
                default -> NO;
            };
        }
    }

    boolean isPartitioned() {
        return kind == Kind.PARTITIONED;
    }

    boolean has(Generated generated) {
        return columns.values().stream().anyMatch(column -> column.generated() == generated);
    }
}
