package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.PublishedTable.Identity;
import dev.cdcnotifier.replication.PublishedTable.Publishing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the catalog by which publications of the database, a stream's or anybody's, a table's updates and deletes are
 * published, however the table got in: named, by its schema, by a partitioned table above it, or with all tables.
 * Stateless.
 */
final class PublishedCatalog {

    /**
     * What PostgreSQL takes for publishable is written out: its function would be called for every table of the database.
     * Other tables than the stream's come in only when their updates could fail: there may be many
     * thousands of others.
     */
    private static final String PUBLISHED =
            """
            WITH RECURSIVE wanted(leaf, schema_name, table_name) AS (
                SELECT l.oid, w.schema_name, w.table_name
                FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
                JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
                JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name
                CROSS JOIN LATERAL (SELECT c.oid AS relid
                                    UNION SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p) t
                JOIN pg_catalog.pg_class l
                  ON l.oid = t.relid AND l.relkind = 'r' AND l.relpersistence = 'p' AND l.oid >= 16384
            ), suspect(leaf) AS MATERIALIZED (
                SELECT w.leaf FROM wanted w
              UNION
                SELECT c.oid FROM pg_catalog.pg_class c
                WHERE c.relkind = 'r' AND c.relreplident <> 'f' AND c.relpersistence = 'p' AND c.oid >= 16384
                  AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_index i
                    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                      AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END)
              UNION
                SELECT c.oid FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attgenerated <> '' AND NOT a.attisdropped
                WHERE c.relkind = 'r' AND c.relreplident = 'f' AND c.relpersistence = 'p' AND c.oid >= 16384
              %s
            ), line(leaf, relid) AS (
                SELECT s.leaf, s.leaf FROM suspect s
              UNION ALL
                SELECT l.leaf, i.inhparent FROM line l
                JOIN pg_catalog.pg_class c ON c.oid = l.relid AND c.relispartition
                JOIN pg_catalog.pg_inherits i ON i.inhrelid = l.relid
            ), published(leaf, publication, declared, attrs, qual) AS MATERIALIZED (
                SELECT s.leaf, p.oid, NULL::oid, NULL::int2vector, NULL::text
                FROM suspect s CROSS JOIN pg_catalog.pg_publication p WHERE p.puballtables
              UNION ALL
                SELECT l.leaf, r.prpubid, r.prrelid, %s
                FROM line l JOIN pg_catalog.pg_publication_rel r ON r.prrelid = l.relid
              %s
            ), needed(leaf) AS (
                SELECT d.leaf FROM published d JOIN pg_catalog.pg_publication p ON p.oid = d.publication
                WHERE p.pubname = ANY (?::name[])
            )
            SELECT n.nspname, c.relname, w.schema_name, w.table_name, c.relreplident = 'f', key.columns,
                   EXISTS (SELECT FROM pg_catalog.pg_index i
                           WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid AND i.indimmediate),
                   coalesce('s' = ANY (generated.kinds), false), coalesce('v' = ANY (generated.kinds), false),
                   p.pubname, %s,
                   (SELECT pg_catalog.array_agg(a.attname::text) FROM pg_catalog.pg_attribute a
                    WHERE d.attrs IS NOT NULL AND a.attrelid = d.declared AND a.attnum = ANY (d.attrs)),
                   (SELECT pg_catalog.array_agg(DISTINCT a.attname::text)
                    FROM pg_catalog.regexp_matches(d.qual, ':varattno (\\d+)', 'g') m
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.declared AND a.attnum = m[1]::int2),
                   declared_in.nspname, declared.relname
            FROM suspect
            JOIN pg_catalog.pg_class c ON c.oid = suspect.leaf
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN wanted w ON w.leaf = c.oid
            CROSS JOIN LATERAL (
                SELECT pg_catalog.array_agg(a.attname::text) AS columns
                FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a
                  ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                WHERE i.indrelid = c.oid AND i.indislive AND i.indisvalid AND i.indisunique AND i.indimmediate
                  AND i.indpred IS NULL
                  AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END
            ) key
            CROSS JOIN LATERAL (
                SELECT pg_catalog.array_agg(a.attgenerated::text) AS kinds FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> ''
            ) generated
            LEFT JOIN (published d JOIN pg_catalog.pg_publication p
                       ON p.oid = d.publication AND (p.pubupdate OR p.pubdelete)) ON d.leaf = c.oid
            LEFT JOIN pg_catalog.pg_class declared ON declared.oid = d.declared
            LEFT JOIN pg_catalog.pg_namespace declared_in ON declared_in.oid = declared.relnamespace
            WHERE w.leaf IS NOT NULL
               OR p.oid IS NOT NULL AND c.oid IN (SELECT leaf FROM needed)
                  AND (c.relreplident <> 'f' AND key.columns IS NULL
                       OR d.attrs IS NOT NULL OR d.qual IS NOT NULL OR generated.kinds IS NOT NULL)
            ORDER BY c.oid, p.oid
            """;

    private static final String NO_NARROWING_14 = "NULL::int2vector, NULL::text";

    /** A filter or list on a table above counts only when its rows come under that table's name. */
    private static final String NARROWING_15 =
            """
            CASE WHEN r.prrelid = l.leaf OR (SELECT p.pubviaroot FROM pg_catalog.pg_publication p
                                             WHERE p.oid = r.prpubid) THEN r.prattrs END,
            CASE WHEN r.prrelid = l.leaf OR (SELECT p.pubviaroot FROM pg_catalog.pg_publication p
                                             WHERE p.oid = r.prpubid) THEN r.prqual::text END""";

    private static final String NARROWED_15 =
            """
            UNION
                SELECT l.oid FROM pg_catalog.pg_publication_rel r
                CROSS JOIN LATERAL (SELECT r.prrelid AS relid
                                    UNION SELECT p.relid FROM pg_catalog.pg_partition_tree(r.prrelid) p) t
                JOIN pg_catalog.pg_class l ON l.oid = t.relid AND l.relkind = 'r'
                WHERE r.prattrs IS NOT NULL OR r.prqual IS NOT NULL""";

    private static final String SCHEMAS_15 =
            """
            UNION ALL
                SELECT l.leaf, s.pnpubid, NULL::oid, NULL::int2vector, NULL::text
                FROM line l JOIN pg_catalog.pg_class c ON c.oid = l.relid
                JOIN pg_catalog.pg_publication_namespace s ON s.pnnspid = c.relnamespace""";

    private PublishedCatalog() {}

    /**
     * The tables that hold the rows of those named, and other tables in these publications whose updates or deletes could
     * fail. Filters and column lists of these publications on the tables named are left out: {@link PublicationReview}
     * refuses them anyway.
     */
    static List<PublishedTable> read(
            Connection connection,
            ServerFacts server,
            Collection<TableName> names,
            Collection<PublicationName> publications)
            throws SQLException {
        boolean narrowing = server.major() >= 15;
        String sql = PUBLISHED.formatted(
                narrowing ? NARROWED_15 : "",
                narrowing ? NARROWING_15 : NO_NARROWING_14,
                narrowing ? SCHEMAS_15 : "",
                server.major() >= 18 ? "p.pubgencols = 's'" : "false");
        Map<TableName, PublishedTable> found = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            TableCatalog.bind(connection, query, names);
            query.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            publications.stream().map(PublicationName::value).toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    TableName name = new TableName(row.getString(1), row.getString(2));
                    PublishedTable table = found.get(name);
                    if (table == null) {
                        table = table(name, row);
                        found.put(name, table);
                    }
                    String publication = row.getString(10);
                    if (publication != null) {
                        Publishing one = publishing(new PublicationName(publication), row);
                        boolean ours = table.wanted() != null && publications.contains(one.publication());
                        table.publishing().add(ours ? one.whole() : one);
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static PublishedTable table(TableName name, ResultSet row) throws SQLException {
        String wanted = row.getString(3);
        Set<String> key = columns(row.getArray(6));
        return new PublishedTable(
                name,
                wanted == null ? null : new TableName(wanted, row.getString(4)),
                row.getBoolean(5) ? Identity.FULL : new Identity(false, key == null ? Set.of() : key),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(9),
                new ArrayList<>());
    }

    private static Publishing publishing(PublicationName publication, ResultSet row) throws SQLException {
        Set<String> filter = columns(row.getArray(13));
        String declared = row.getString(14);
        return new Publishing(
                publication,
                declared == null ? null : new TableName(declared, row.getString(15)),
                filter == null ? Set.of() : filter,
                columns(row.getArray(12)),
                row.getBoolean(11));
    }

    private static @Nullable Set<String> columns(@Nullable Array array) throws SQLException {
        return array == null ? null : Set.of((String[]) array.getArray());
    }
}
