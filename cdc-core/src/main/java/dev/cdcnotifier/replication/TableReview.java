package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.SourceTable.Column;
import dev.cdcnotifier.replication.SourceTable.Generated;
import dev.cdcnotifier.replication.SourceTable.Kind;
import dev.cdcnotifier.replication.SourceTable.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether every change of a table reaches a reader, and in a form that the application can read. What is refused
 * here cannot be repaired once it is in the WAL. Stateless.
 */
final class TableReview {

    private TableReview() {}

    /**
     * All that is wrong with a table that exists; empty when nothing is.
     *
     * @param serverMajor the server's major version
     */
    static List<Problem> problems(PublicationSpec.Table needed, SourceTable table, int serverMajor) {
        List<Problem> problems = new ArrayList<>();
        reviewKind(needed.name(), table, problems);
        if (problems.isEmpty()) {
            needed.columns().forEach(column -> reviewColumn(needed.name(), column, table, serverMajor, problems));
        }
        return problems;
    }

    private static void reviewKind(TableName name, SourceTable table, List<Problem> problems) {
        if (table.kind() != Kind.TABLE && table.kind() != Kind.PARTITIONED) {
            problems.add(unusable(name + " is " + table.kind().words + ", and only tables can be published: the"
                    + " application has to keep these rows in a table of this name"));
        } else if (table.persistence() == Persistence.UNLOGGED) {
            problems.add(unusable(
                    "table " + name + " is unlogged: its changes are not written to the WAL",
                    "ALTER TABLE " + name.quoted() + " SET LOGGED;"));
        } else if (table.persistence() == Persistence.TEMPORARY) {
            problems.add(unusable("table " + name + " is temporary: its changes are not written to the WAL"));
        } else if (!table.publishable()) {
            problems.add(unusable("table " + name + " is a system table, which PostgreSQL does not publish"));
        }
        if (!table.unloggedPartitions().isEmpty()) {
            problems.add(
                    unusable("partitions of table " + name + " are unlogged or foreign, so changes of their rows are"
                            + " not in the WAL: " + names(table.unloggedPartitions())
                            + "; make them permanent (ALTER TABLE … SET LOGGED), or detach them"));
        }
        if (!table.children().isEmpty()) {
            problems.add(unusable(
                    "tables inherit from table " + name
                            + ", and changes of their rows come under their own names, which"
                            + " the stream does not read: " + names(table.children()),
                    table.children().stream()
                            .map(child -> "ALTER TABLE " + child.quoted() + " NO INHERIT " + name.quoted() + ';')
                            .toArray(String[]::new)));
        }
    }

    private static void reviewColumn(
            TableName name, RequiredColumn needed, SourceTable table, int serverMajor, List<Problem> problems) {
        Column column = table.columns().get(needed.name());
        if (column == null) {
            problems.add(columns("table " + name + " has no column " + needed.name() + " (" + needed.sqlType()
                    + "), without which its rows cannot be read; the application's migrations have to add it"));
            return;
        }
        String alter = "ALTER TABLE " + name.quoted() + " ALTER COLUMN " + quoted(needed.name());
        if (!accepts(needed, column)) {
            problems.add(columns(
                    "column " + needed.name() + " of table " + name + " is of type " + column.typeName()
                            + ", which is not read as " + needed.sqlType(),
                    alter + " TYPE " + needed.sqlType() + " USING " + conversion(needed) + ';'));
        } else if (column.generated() == Generated.VIRTUAL) {
            problems.add(
                    columns(
                            "column " + needed.name() + " of table " + name
                                    + " is a virtual generated column, which PostgreSQL does not publish; it has to be STORED or ordinary"));
        } else if (column.generated() == Generated.STORED && serverMajor < 18) {
            problems.add(columns(
                    "column " + needed.name() + " of table " + name + " is a generated column, which PostgreSQL "
                            + serverMajor + " does not publish; as an ordinary one the application has to fill it",
                    alter + " DROP EXPRESSION;"));
        }
    }

    private static boolean accepts(RequiredColumn needed, Column column) {
        return needed.typeOids().contains(column.typeOid()) || needed.anyEnum() && column.isEnum();
    }

    private static String conversion(RequiredColumn needed) {
        String column = quoted(needed.name());
        return needed.sqlType().equals("bytea")
                ? "convert_to(" + column + "::text, 'UTF8')"
                : column + "::text::" + needed.sqlType();
    }

    /** Whether a publication of the table has to publish generated columns too: one is needed, or part of the identity. */
    static boolean needsGenerated(PublicationSpec.Table needed, @Nullable SourceTable table) {
        return table != null && (needed.fullIdentity() ? table.has(Generated.STORED) : readsGenerated(needed, table));
    }

    /** Whether a column that the application reads is a stored generated one. */
    static boolean readsGenerated(PublicationSpec.Table needed, SourceTable table) {
        return needed.columns().stream()
                .map(column -> table.columns().get(column.name()))
                .anyMatch(column -> column != null && column.generated() == Generated.STORED);
    }

    private static Problem unusable(String message, String... sql) {
        return new Problem(Reason.TABLE_UNUSABLE, message, sql);
    }

    private static Problem columns(String message, String... sql) {
        return new Problem(Reason.COLUMNS_UNUSABLE, message, sql);
    }

    private static String names(List<TableName> tables) {
        return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
