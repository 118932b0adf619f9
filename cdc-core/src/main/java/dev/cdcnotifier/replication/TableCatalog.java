package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from the catalog what the tables of a stream are like. Stateless. */
final class TableCatalog {

    /**
     * A partitioned table's rows are logged under the replica identity of the partition they lie in, so it is the leaves
     * that are asked. The default identity is the primary key, unless that is deferrable.
     */
    private static final String TABLES =
            """
            SELECT w.schema_name, w.table_name, c.relkind = 'p', leaf.without_full, coalesce(leaf.all_usable, true)
            FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
            JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
            JOIN pg_catalog.pg_class c
              ON c.relnamespace = n.oid AND c.relname = w.table_name AND c.relkind IN ('r', 'p')
            CROSS JOIN LATERAL (
                SELECT pg_catalog.array_agg(pg_catalog.format('%I.%I', ln.nspname, l.relname) ORDER BY l.oid)
                           FILTER (WHERE l.relreplident <> 'f') AS without_full,
                       pg_catalog.bool_and(l.relreplident = 'f' OR EXISTS (
                           SELECT FROM pg_catalog.pg_index i
                           WHERE i.indrelid = l.oid AND i.indisvalid AND i.indimmediate
                             AND CASE l.relreplident WHEN 'd' THEN i.indisprimary
                                                     WHEN 'i' THEN i.indisreplident
                                                     ELSE false END)) AS all_usable
                FROM pg_catalog.pg_class l
                JOIN pg_catalog.pg_namespace ln ON ln.oid = l.relnamespace
                WHERE l.relkind = 'r'
                  AND (l.oid = c.oid
                       OR c.relkind = 'p' AND l.oid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p))
            ) leaf
            """;

    private static final String SCHEMAS =
            """
            SELECT w.schema_name, n.oid IS NOT NULL, CURRENT_USER, pg_catalog.current_database()::text
            FROM unnest(?::text[]) AS w(schema_name)
            LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
            WHERE n.oid IS NULL OR NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
            """;

    /** What there is to say of tables that are missing. */
    static final String MADE_BY_APPLICATION =
            "the tables must be made by their application first, then they can be streamed";

    private TableCatalog() {}

    /**
     * A table that exists.
     *
     * @param partitioned whether it has partitions instead of rows
     * @param withoutFullIdentity the quoted names of the tables that hold its rows and whose replica identity is not
     *     FULL
     * @param usableIdentity whether an update of it succeeds when it is published
     */
    record Table(boolean partitioned, List<String> withoutFullIdentity, boolean usableIdentity) {}

    /** The tables that exist among those named. */
    static Map<TableName, Table> read(Connection connection, Collection<TableName> names) throws SQLException {
        Map<TableName, Table> found = new HashMap<>();
        Array schemas = connection.createArrayOf(
                "text", names.stream().map(TableName::schema).toArray());
        Array tables = connection.createArrayOf(
                "text", names.stream().map(TableName::table).toArray());
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setArray(1, schemas);
            query.setArray(2, tables);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new TableName(rows.getString(1), rows.getString(2)),
                            new Table(rows.getBoolean(3), strings(rows.getArray(4)), rows.getBoolean(5)));
                }
            }
        }
        return found;
    }

    /** A problem for each table that a publication needs and that does not exist. */
    static List<Problem> missing(Collection<PublicationSpec> publications, Map<TableName, Table> existing) {
        return publications.stream()
                .flatMap(spec -> missing(spec, existing).stream())
                .distinct()
                .map(name ->
                        new Problem(Reason.TABLES_MISSING, "table " + name + " does not exist: " + MADE_BY_APPLICATION))
                .toList();
    }

    /** The tables that one publication needs and that do not exist. */
    static List<TableName> missing(PublicationSpec spec, Map<TableName, Table> existing) {
        return namesOf(List.of(spec)).stream()
                .filter(name -> !existing.containsKey(name))
                .toList();
    }

    /** A problem for each schema of a publication's tables that does not exist or that this role may not use. */
    static List<Problem> unusableSchemas(Connection connection, PublicationSpec spec) throws SQLException {
        Object[] names = namesOf(List.of(spec)).stream()
                .map(TableName::schema)
                .distinct()
                .toArray();
        List<Problem> problems = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SCHEMAS)) {
            query.setArray(1, connection.createArrayOf("text", names));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    problems.add(
                            schemaProblem(row.getString(1), row.getBoolean(2), row.getString(3), row.getString(4)));
                }
            }
        }
        return problems;
    }

    private static Problem schemaProblem(String schema, boolean exists, String role, String database) {
        return exists
                ? new Problem(
                        Reason.PRIVILEGE,
                        "role " + role + " may not use schema " + schema,
                        "GRANT USAGE ON SCHEMA " + quoted(schema) + " TO " + quoted(role) + ';')
                : new Problem(
                        Reason.TABLES_MISSING,
                        "there is no schema " + schema + " in database " + database
                                + ": set the schema the tables are in, or the database");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static Collection<TableName> namesOf(Collection<PublicationSpec> publications) {
        Collection<TableName> names = new LinkedHashSet<>();
        for (PublicationSpec publication : publications) {
            publication.tables().forEach(table -> names.add(table.name()));
        }
        return names;
    }

    private static List<String> strings(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
