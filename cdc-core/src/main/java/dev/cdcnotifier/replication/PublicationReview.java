package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tables and publications a stream needs with those that are there. A table's replica identity comes before
 * the publication in all it finds: a published table without a usable one makes the application's updates fail.
 *
 * @param serverMajor the server's major version
 * @param tables the tables that exist, of those needed; all of them must
 * @param publications the publications that exist, of those needed
 * @param published the tables that hold the rows of those needed, and what else is in these publications and could fail
 */
record PublicationReview(
        List<PublicationSpec> needed,
        int serverMajor,
        Map<TableName, SourceTable> tables,
        Map<PublicationName, PublicationCatalog.Publication> publications,
        List<PublishedTable> published) {

    /**
     * Something that is not as it has to be.
     *
     * @param mend what makes it right, when we may do it ourselves; empty for what an operator must decide
     * @param breaking whether statements of the application fail until it is right
     */
    record Finding(Problem problem, List<String> mend, boolean breaking) {

        Finding(Problem problem, List<String> mend) {
            this(problem, mend, false);
        }

        /** Whether the publication, or a table in it, is missing. */
        boolean isOfPublication() {
            return problem.reason() == Reason.PUBLICATION_MISSING || problem.reason() == Reason.PUBLICATION_NARROW;
        }
    }

    private static final String TAKEN_AWAY =
            ", and the stream had it: it was taken away. Changes that were not delivered by then,"
                    + " and those since, may be missing; it is not put back by itself. To go on without them, resume the stream, or run"
                    + " cdc-notifier init --new-slot while the stream is stopped";

    /** Reads the catalog. */
    static PublicationReview of(Connection connection, ServerFacts server, List<PublicationSpec> needed)
            throws SQLException {
        List<PublicationName> names = needed.stream().map(PublicationSpec::name).toList();
        Collection<TableName> tables = TableCatalog.namesOf(needed);
        return new PublicationReview(
                needed,
                server.major(),
                TableCatalog.read(connection, tables),
                PublicationCatalog.read(connection, server, names),
                PublishedCatalog.read(connection, server, tables, names));
    }

    /** What is wrong with the tables themselves. Only their application can change it. */
    List<Problem> tableProblems() {
        return needed.stream()
                .flatMap(spec -> tableProblems(spec).stream())
                .distinct()
                .toList();
    }

    /** What of that is wrong with the tables of one publication. */
    List<Problem> tableProblems(PublicationSpec spec) {
        List<Problem> problems = new ArrayList<>();
        for (PublicationSpec.Table table : spec.tables()) {
            SourceTable existing = tables.get(table.name());
            if (existing == null) {
                problems.add(new Problem(
                        Reason.TABLES_MISSING,
                        "table " + table.name() + " does not exist: " + TableCatalog.MADE_BY_APPLICATION));
            } else {
                problems.addAll(TableReview.problems(table, existing, serverMajor));
            }
        }
        return problems;
    }

    /**
     * All that is wrong, in the order in which it has to be mended. Empty when everything is right.
     *
     * @param note what to write on a publication that is made, or null when a new publication may be streamed at once
     * @param streamed the publications the stream has had: what of them is gone was taken away meanwhile, changes are
     *     missing, and that is not for us to paper over
     */
    List<Finding> findings(@Nullable JoinMark note, Set<PublicationName> streamed) {
        return needed.stream()
                .flatMap(spec -> findings(spec, note, streamed).stream())
                .toList();
    }

    /** What is found of replica identities, and of what PostgreSQL makes of updates and deletes. */
    IdentityReview identities() {
        return new IdentityReview(serverMajor, tables, published);
    }

    /** What of that is wrong with one publication and its tables. */
    List<Finding> findings(PublicationSpec spec, @Nullable JoinMark note, Set<PublicationName> streamed) {
        List<Finding> findings = new ArrayList<>();
        PublicationCatalog.Publication publication = publications.get(spec.name());
        identities().review(spec, findings);
        if (publication == null) {
            findings.add(missingPublication(spec, note, streamed.contains(spec.name())));
        } else {
            reviewPublication(spec, publication, streamed.contains(spec.name()), findings);
        }
        return findings;
    }

    private Finding missingPublication(PublicationSpec spec, @Nullable JoinMark note, boolean streamed) {
        String create = "CREATE PUBLICATION " + spec.name().quoted() + " FOR TABLE "
                + spec.tables().stream().map(table -> table.name().quoted()).collect(Collectors.joining(", "))
                + options(spec) + ';';
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

    private String options(PublicationSpec spec) {
        List<String> options = new ArrayList<>();
        if (spec.tables().stream().anyMatch(table -> isPartitioned(table.name()))) {
            options.add("publish_via_partition_root = true");
        }
        if (serverMajor >= 18
                && spec.tables().stream().anyMatch(one -> TableReview.needsGenerated(one, tables.get(one.name())))) {
            options.add("publish_generated_columns = stored");
        }
        return options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ')';
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
        if (serverMajor >= 18 && !publication.generated() && readsGenerated(spec)) {
            findings.add(narrow(
                    "publication " + spec.name() + " leaves out generated columns, one of which is needed",
                    alter + " SET (publish_generated_columns = stored);"));
        }
        reviewTables(spec, publication, streamed, viaRoot, findings);
    }

    private boolean readsGenerated(PublicationSpec spec) {
        return spec.tables().stream().anyMatch(table -> {
            SourceTable existing = tables.get(table.name());
            return existing != null && TableReview.readsGenerated(table, existing);
        });
    }

    private void reviewTables(
            PublicationSpec spec,
            PublicationCatalog.Publication publication,
            boolean streamed,
            boolean viaRoot,
            List<Finding> findings) {
        String alter = "ALTER PUBLICATION " + spec.name().quoted();
        for (PublicationSpec.Table table : spec.tables()) {
            reviewRoot(table.name(), findings);
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

    /** Any publication of the slot that publishes a partition under its root's name does so for all of them. */
    private void reviewRoot(TableName name, List<Finding> findings) {
        SourceTable table = tables.get(name);
        TableName root = table == null ? null : table.root();
        if (root == null) {
            return;
        }
        publications.forEach((publication, found) -> {
            if (found.viaRoot() && found.tables().containsKey(root)) {
                findings.add(narrow(
                        "publication " + publication + " publishes the rows of table " + name + " under the name of "
                                + root + ", which it is a partition of",
                        "ALTER PUBLICATION " + publication.quoted() + " SET (publish_via_partition_root = false);"));
            }
        });
    }

    private boolean isPartitioned(TableName name) {
        SourceTable table = tables.get(name);
        return table != null && table.isPartitioned();
    }

    /** What somebody set up on purpose is never changed by us. */
    private static Finding narrow(String message, String... sql) {
        return new Finding(new Problem(Reason.PUBLICATION_NARROW, message, sql), List.of());
    }
}
