package dev.cdcnotifier.progressor;

/** The types that a column of progressor's tables may have, by the oids of {@code pg_type}. */
enum ColumnType {
    TEXT("text"),
    INTEGER("bigint"),
    TIMESTAMPTZ("timestamptz"),
    JSON("jsonb"),
    BYTEA("bytea"),
    /** Text, or an enum, whose oid is another in each database. */
    LABEL("text");

    /** {@code FirstNormalObjectId}: the types that users make start here. */
    private static final int FIRST_NORMAL_OID = 16_384;

    private final String sqlName;

    ColumnType(String sqlName) {
        this.sqlName = sqlName;
    }

    boolean accepts(int oid) {
        return switch (this) {
            case TEXT -> oid == 25 || oid == 1043; // text, varchar
            case INTEGER -> oid == 20 || oid == 23 || oid == 21; // int8, int4, int2
            case TIMESTAMPTZ -> oid == 1184;
            case JSON -> oid == 3802 || oid == 114; // jsonb, json
            case BYTEA -> oid == 17;
            case LABEL -> TEXT.accepts(oid) || Integer.compareUnsigned(oid, FIRST_NORMAL_OID) >= 0;
        };
    }

    /** The type to give a column that has a wrong one. */
    String sqlName() {
        return sqlName;
    }
}
