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
     * A partitioned table's rows are logged under the replica identity of the partition they lie in, and described to a
     * reader under that of the partitioned table: both have to be right.
     */
    private static final String TABLES =
            """
            SELECT w.schema_name, w.table_name, c.relkind::text, c.relpersistence::text,
                   pg_catalog.pg_relation_is_publishable(c.oid),
                   root.schema_name, root.table_name,
                   child.schemas, child.names, tree.not_full_schemas, tree.not_full_names,
                   tree.unlogged_schemas, tree.unlogged_names
            FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
            JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name
            LEFT JOIN LATERAL (
                SELECT rn.nspname::text AS schema_name, rc.relname::text AS table_name
                FROM pg_catalog.pg_class rc JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
                WHERE c.relispartition AND rc.oid = pg_catalog.pg_partition_root(c.oid)
            ) root ON true
            CROSS JOIN LATERAL (
                SELECT pg_catalog.array_agg(hn.nspname::text ORDER BY h.oid) AS schemas,
                       pg_catalog.array_agg(h.relname::text ORDER BY h.oid) AS names
                FROM pg_catalog.pg_inherits i
                JOIN pg_catalog.pg_class h ON h.oid = i.inhrelid AND NOT h.relispartition AND h.relkind IN ('r', 'f')
                JOIN pg_catalog.pg_namespace hn ON hn.oid = h.relnamespace
                WHERE i.inhparent = c.oid
            ) child
            CROSS JOIN LATERAL (
                SELECT pg_catalog.array_agg(ln.nspname::text ORDER BY l.oid) FILTER (WHERE l.not_full) AS not_full_schemas,
                       pg_catalog.array_agg(l.relname::text ORDER BY l.oid) FILTER (WHERE l.not_full) AS not_full_names,
                       pg_catalog.array_agg(ln.nspname::text ORDER BY l.oid) FILTER (WHERE l.unlogged) AS unlogged_schemas,
                       pg_catalog.array_agg(l.relname::text ORDER BY l.oid) FILTER (WHERE l.unlogged) AS unlogged_names
                FROM (SELECT t.oid, t.relname, t.relnamespace,
                             t.relkind <> 'f' AND t.relreplident <> 'f' AS not_full,
                             t.oid <> c.oid AND (t.relkind = 'f' OR t.relpersistence <> 'p') AS unlogged
                      FROM pg_catalog.pg_class t
                      WHERE t.oid = c.oid
                         OR c.relkind = 'p' AND t.relkind <> 'p'
                            AND t.oid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p)) l
                JOIN pg_catalog.pg_namespace ln ON ln.oid = l.relnamespace
            ) tree
            """;

    /** A domain may be based on a domain. */
    private static final String COLUMNS =
            """
            SELECT w.schema_name, w.table_name, a.attname, base.oid::bigint,
                   pg_catalog.format_type(a.atttypid, a.atttypmod), base.typtype = 'e', a.attgenerated::text
            FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
            JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            CROSS JOIN LATERAL (
                WITH RECURSIVE step(oid, typtype, typbasetype) AS (
                    SELECT t.oid, t.typtype, t.typbasetype FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
                    UNION ALL
                    SELECT t.oid, t.typtype, t.typbasetype
                    FROM step s JOIN pg_catalog.pg_type t ON s.typtype = 'd' AND t.oid = s.typbasetype)
                SELECT s.oid, s.typtype FROM step s WHERE s.typtype <> 'd'
            ) base
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

    /** Everything that exists among what is named, whatever it is. */
    static Map<TableName, SourceTable> read(Connection connection, Collection<TableName> names) throws SQLException {
        Map<TableName, Map<String, SourceTable.Column>> columns = columns(connection, names);
        Map<TableName, SourceTable> found = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            bind(connection, query, names);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    TableName name = new TableName(row.getString(1), row.getString(2));
                    String root = row.getString(6);
                    found.put(
                            name,
                            new SourceTable(
                                    SourceTable.Kind.of(row.getString(3)),
                                    SourceTable.Persistence.of(row.getString(4)),
                                    row.getBoolean(5),
                                    root == null ? null : new TableName(root, row.getString(7)),
                                    names(row.getArray(8), row.getArray(9)),
                                    names(row.getArray(10), row.getArray(11)),
                                    names(row.getArray(12), row.getArray(13)),
                                    columns.getOrDefault(name, Map.of())));
                }
            }
        }
        return found;
    }

    private static Map<TableName, Map<String, SourceTable.Column>> columns(
            Connection connection, Collection<TableName> names) throws SQLException {
        Map<TableName, Map<String, SourceTable.Column>> found = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            bind(connection, query, names);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(new TableName(row.getString(1), row.getString(2)), table -> new HashMap<>())
                            .put(
                                    row.getString(3),
                                    new SourceTable.Column(
                                            (int) row.getLong(4),
                                            row.getString(5),
                                            row.getBoolean(6),
                                            SourceTable.Generated.of(row.getString(7))));
                }
            }
        }
        return found;
    }

    /** Binds schemas and tables as the first two parameters. */
    static void bind(Connection connection, PreparedStatement query, Collection<TableName> names) throws SQLException {
        query.setArray(
                1,
                connection.createArrayOf(
                        "text", names.stream().map(TableName::schema).toArray()));
        query.setArray(
                2,
                connection.createArrayOf(
                        "text", names.stream().map(TableName::table).toArray()));
    }

    /** The tables that one publication needs and that do not exist. */
    static List<TableName> missing(PublicationSpec spec, Map<TableName, SourceTable> existing) {
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

    private static List<TableName> names(@Nullable Array schemas, @Nullable Array tables) throws SQLException {
        List<TableName> names = new ArrayList<>();
        if (schemas != null && tables != null) {
            String[] schema = (String[]) schemas.getArray();
            String[] table = (String[]) tables.getArray();
            for (int i = 0; i < schema.length; i++) {
                names.add(new TableName(schema[i], table[i]));
            }
        }
        return names;
    }
}
