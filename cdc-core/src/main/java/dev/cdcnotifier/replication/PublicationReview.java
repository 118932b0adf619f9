package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the publications a stream needs with those that are there. A table's replica identity comes before the
 * publication in all it finds: a published table without a usable one makes the application's updates fail.
 *
 * @param tables the tables that exist, of those needed; all of them must
 * @param publications the publications that exist, of those needed
 */
record PublicationReview(
        List<PublicationSpec> needed,
        Map<TableName, TableCatalog.Table> tables,
        Map<PublicationName, PublicationCatalog.Publication> publications) {

    /**
     * Something that is not as it has to be.
     *
     * @param mend what makes it right, when we may do it ourselves; empty for what an operator must decide
     */
    record Finding(Problem problem, List<String> mend) {}

    private static final String TAKEN_AWAY = " any more: it was taken away while it was streamed, and the changes since"
            + " then may be missing; it is not put back by itself while this process runs";

    /** Reads the catalog. */
    static PublicationReview of(Connection connection, ServerFacts server, List<PublicationSpec> needed)
            throws SQLException {
        List<PublicationName> names = needed.stream().map(PublicationSpec::name).toList();
        return new PublicationReview(
                needed,
                TableCatalog.read(connection, TableCatalog.namesOf(needed)),
                PublicationCatalog.read(connection, server, names));
    }

    List<Problem> missingTables() {
        return TableCatalog.missing(needed, tables);
    }

    /**
     * All that is wrong, in the order in which it has to be mended. Empty when everything is right.
     *
     * @param note what to write on a publication that is made, or null when a new publication may be streamed at once
     * @param streamed the publications this process has streamed: what of them is gone was taken away meanwhile, changes
     *     are missing, and that is not for us to paper over
     */
    List<Finding> findings(@Nullable JoinMark note, Set<PublicationName> streamed) {
        return needed.stream()
                .flatMap(spec -> findings(spec, note, streamed).stream())
                .toList();
    }

    /** What of that is wrong with one publication and its tables. */
    List<Finding> findings(PublicationSpec spec, @Nullable JoinMark note, Set<PublicationName> streamed) {
        List<Finding> findings = new ArrayList<>();
        PublicationCatalog.Publication publication = publications.get(spec.name());
        reviewIdentities(spec, publication, findings);
        if (publication == null) {
            findings.add(missingPublication(spec, note, streamed.contains(spec.name())));
        } else {
            reviewPublication(spec, publication, streamed.contains(spec.name()), findings);
        }
        return findings;
    }

    private void reviewIdentities(
            PublicationSpec spec, PublicationCatalog.@Nullable Publication publication, List<Finding> findings) {
        for (PublicationSpec.Table table : spec.tables()) {
            TableCatalog.Table existing = tables.get(table.name());
            if (existing == null) {
                continue;
            }
            boolean published = publication != null && publication.tables().containsKey(table.name());
            if (table.fullIdentity() && !existing.withoutFullIdentity().isEmpty()) {
                List<String> sql = existing.withoutFullIdentity().stream()
                        .map(name -> "ALTER TABLE " + name + " REPLICA IDENTITY FULL;")
                        .toList();
                String message = "table " + table.name()
                        + " does not have REPLICA IDENTITY FULL: its updates come without the old row";
                findings.add(new Finding(new Problem(Reason.REPLICA_IDENTITY, message, sql), sql));
            } else if (!table.fullIdentity() && !published && !existing.usableIdentity()) {
                String message = "table " + table.name() + " has no usable replica identity (a primary key, as a rule):"
                        + " once it is published, the application's updates and deletes of it would fail";
                String sql = "ALTER TABLE " + table.name().quoted() + " REPLICA IDENTITY FULL;";
                findings.add(new Finding(new Problem(Reason.REPLICA_IDENTITY, message, sql), List.of()));
            }
        }
    }

    private Finding missingPublication(PublicationSpec spec, @Nullable JoinMark note, boolean streamed) {
        boolean partitioned = spec.tables().stream().anyMatch(table -> isPartitioned(table.name()));
        String create = "CREATE PUBLICATION " + spec.name().quoted() + " FOR TABLE "
                + spec.tables().stream().map(table -> table.name().quoted()).collect(Collectors.joining(", "))
                + (partitioned ? " WITH (publish_via_partition_root = true);" : ";");
        String message = "publication " + spec.name() + " does not exist" + (streamed ? TAKEN_AWAY : "");
        if (note == null) {
            Problem problem = new Problem(Reason.PUBLICATION_MISSING, message, create);
            return new Finding(problem, streamed ? List.of() : List.of(create));
        }
        String comment = note.commentSql(spec.name());
        Problem problem = new Problem(
                Reason.PUBLICATION_MISSING,
                message
                        + "; the slot may hold older changes, so it joins the stream from where the last statement says",
                "BEGIN;",
                create,
                comment,
                "COMMIT;",
                JoinMark.fixingSql(spec.name()));
        return new Finding(problem, streamed ? List.of() : List.of(create, comment));
    }

    private void reviewPublication(
            PublicationSpec spec,
            PublicationCatalog.Publication publication,
            boolean streamed,
            List<Finding> findings) {
        String alter = "ALTER PUBLICATION " + spec.name().quoted();
        if (!publication.changes()) {
            findings.add(narrow(
                    "publication " + spec.name() + " does not publish inserts, updates and deletes, all three",
                    alter + " SET (publish = 'insert, update, delete, truncate');"));
        }
        boolean partitioned = spec.tables().stream().anyMatch(table -> isPartitioned(table.name()));
        boolean viaRoot = publication.viaRoot() || !partitioned;
        if (!viaRoot) {
            findings.add(narrow(
                    "publication " + spec.name() + " publishes a partitioned table's rows under the partitions' names",
                    alter + " SET (publish_via_partition_root = true);"));
        }
        for (PublicationSpec.Table table : spec.tables()) {
            String name = table.name().quoted();
            PublicationCatalog.Published published = publication.tables().get(table.name());
            if (published != null && !published.whole()) {
                findings.add(narrow(
                        "publication " + spec.name() + " publishes table " + table.name() + " with "
                                + (published.columnList() ? "a column list" : "a row filter"),
                        "BEGIN;",
                        alter + " DROP TABLE " + name + ';',
                        alter + " ADD TABLE " + name + ';',
                        "COMMIT;"));
            } else if (published == null && (viaRoot || !isPartitioned(table.name()))) {
                String add = alter + " ADD TABLE " + name + ';';
                String message = "publication " + spec.name() + " does not contain table " + table.name()
                        + (streamed ? TAKEN_AWAY : "");
                findings.add(new Finding(
                        new Problem(Reason.PUBLICATION_NARROW, message, add), streamed ? List.of() : List.of(add)));
            }
        }
    }

    private boolean isPartitioned(TableName name) {
        TableCatalog.Table table = tables.get(name);
        return table != null && table.partitioned();
    }

    /** What somebody set up on purpose is never changed by us. */
    private static Finding narrow(String message, String... sql) {
        return new Finding(new Problem(Reason.PUBLICATION_NARROW, message, sql), List.of());
    }
}
