package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from the catalog what publications publish. Stateless. */
final class PublicationCatalog {

    private static final String PUBLICATIONS =
            """
            SELECT p.pubname, p.pubinsert, p.pubupdate, p.pubdelete, p.pubviaroot,
                   pg_catalog.obj_description(p.oid, 'pg_publication'), %s
            FROM pg_catalog.pg_publication p
            WHERE p.pubname = ANY (?::name[])
            """;

    /** What comes out, however the table got in: named, by its schema, or with all tables. */
    private static final String TABLES =
            """
            SELECT t.pubname, t.schemaname, t.tablename, %s
            FROM pg_catalog.pg_publication_tables t
            WHERE t.pubname = ANY (?::name[])
            """;

    private static final String NO_NARROWING_14 = "NULL, false";

    private static final String NARROWING_15 =
            """
            t.rowfilter, EXISTS (
                SELECT FROM pg_catalog.pg_publication p
                JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
                JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE p.pubname = t.pubname AND n.nspname = t.schemaname AND c.relname = t.tablename
                  AND r.prattrs IS NOT NULL)
            """;

    private PublicationCatalog() {}

    /**
     * A publication that exists.
     *
     * @param changes whether it publishes inserts, updates and deletes, all three
     * @param viaRoot whether the rows of partitions come under the name of the partitioned table
     * @param comment the comment on it, empty when there is none
     * @param generated whether it publishes stored generated columns (PostgreSQL 18 and later)
     * @param tables what it publishes
     */
    record Publication(
            boolean changes, boolean viaRoot, String comment, boolean generated, Map<TableName, Published> tables) {}

    /** How a table is published: {@code filter} is a row filter's text, or null; {@code columnList} whether it has one. */
    record Published(@Nullable String filter, boolean columnList) {

        boolean whole() {
            return filter == null && !columnList;
        }
    }

    /** The publications that exist among those named. */
    static Map<PublicationName, Publication> read(
            Connection connection, ServerFacts server, Collection<PublicationName> names) throws SQLException {
        Array wanted = connection.createArrayOf(
                "text", names.stream().map(PublicationName::value).toArray());
        Map<PublicationName, Publication> found = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                PUBLICATIONS.formatted(server.major() >= 18 ? "p.pubgencols = 's'" : "false"))) {
            query.setArray(1, wanted);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    boolean changes = row.getBoolean(2) && row.getBoolean(3) && row.getBoolean(4);
                    String comment = row.getString(6);
                    found.put(
                            new PublicationName(row.getString(1)),
                            new Publication(
                                    changes,
                                    row.getBoolean(5),
                                    comment == null ? "" : comment,
                                    row.getBoolean(7),
                                    new HashMap<>()));
                }
            }
        }
        readTables(connection, server, wanted, found);
        return found;
    }

    private static void readTables(
            Connection connection, ServerFacts server, Array wanted, Map<PublicationName, Publication> found)
            throws SQLException {
        String narrowing = server.major() >= 15 ? NARROWING_15 : NO_NARROWING_14;
        try (PreparedStatement query = connection.prepareStatement(TABLES.formatted(narrowing))) {
            query.setArray(1, wanted);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Publication publication = found.get(new PublicationName(row.getString(1)));
                    if (publication != null) {
                        publication
                                .tables()
                                .put(
                                        new TableName(row.getString(2), row.getString(3)),
                                        new Published(row.getString(4), row.getBoolean(5)));
                    }
                }
            }
        }
    }
}
