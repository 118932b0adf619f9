package dev.cdcnotifier.pg;

/**
 * A table's name with its schema, both guaranteed to survive PostgreSQL's 63-byte limit unchanged.
 *
 * @param schema the schema, unquoted
 * @param table the table, unquoted
 */
public record TableName(String schema, String table) {

    public TableName {
        Identifier.check("schema name", schema);
        Identifier.check("table name", table);
    }

    /** The name in SQL: {@code "schema"."table"}. */
    public String quoted() {
        return Identifier.quote(schema) + '.' + Identifier.quote(table);
    }

    @Override
    public String toString() {
        return schema + '.' + table;
    }
}
