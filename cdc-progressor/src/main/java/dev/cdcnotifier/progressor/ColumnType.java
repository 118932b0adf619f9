package dev.cdcnotifier.progressor;

import dev.cdcnotifier.replication.RequiredColumn;
import java.util.Set;

/** The types that a column of progressor's tables may have, by the oids of {@code pg_type}. */
enum ColumnType {
    TEXT("text", 25, 1043), // text, varchar
    INTEGER("bigint", 20, 23, 21), // int8, int4, int2
    TIMESTAMPTZ("timestamptz", 1184),
    JSON("jsonb", 3802, 114), // jsonb, json
    BYTEA("bytea", 17),
    /** Text, or an enum, whose oid is another in each database. */
    LABEL("text", 25, 1043);

    /** {@code FirstNormalObjectId}: the types that users make start here. */
    private static final int FIRST_NORMAL_OID = 16_384;

    private final String sqlName;
    private final Set<Integer> oids;

    ColumnType(String sqlName, Integer... oids) {
        this.sqlName = sqlName;
        this.oids = Set.of(oids);
    }

    /** A column of this name and type. */
    RequiredColumn named(String name) {
        return new RequiredColumn(name, oids, this == LABEL, sqlName);
    }

    /** Whether the server's description of a relation shows a type that will do; which enum it is does not show there. */
    static boolean accepts(RequiredColumn column, int oid) {
        return column.typeOids().contains(oid)
                || column.anyEnum() && Integer.compareUnsigned(oid, FIRST_NORMAL_OID) >= 0;
    }
}
