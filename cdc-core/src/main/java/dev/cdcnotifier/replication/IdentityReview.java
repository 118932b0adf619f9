package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.TableName;
import dev.cdcnotifier.replication.PublicationReview.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Judges replica identities: whether old rows come as the stream needs them, and whether updates and deletes of what is
 * published succeed at all.
 *
 * @param serverMajor the server's major version
 * @param tables the tables that exist, of those that the stream needs
 * @param published the tables that hold their rows, and what else is in the stream's publications and could fail
 */
record IdentityReview(int serverMajor, Map<TableName, SourceTable> tables, List<PublishedTable> published) {

    /** Adds what is wrong with the tables of a publication. */
    void review(PublicationSpec spec, List<Finding> findings) {
        for (PublicationSpec.Table table : spec.tables()) {
            SourceTable existing = tables.get(table.name());
            if (existing == null) {
                continue;
            }
            List<PublishedTable> holders = published.stream()
                    .filter(holder -> table.name().equals(holder.wanted()))
                    .toList();
            // First what has to be out of the way before an identity is set.
            holders.forEach(holder -> reviewWrites(spec, table, holder, findings));
            if (table.fullIdentity() && !existing.withoutFullIdentity().isEmpty()) {
                findings.add(
                        notFull(table.name(), existing, holders.stream().anyMatch(holder -> holder.refusal(serverMajor)
                                .isPresent())));
            }
        }
    }

    /** The partitions, of tables that have the identity they need, that do not have it: made after it was set. */
    List<Finding> newPartitions(List<PublicationSpec> needed) {
        List<Finding> findings = new ArrayList<>();
        for (PublicationSpec spec : needed) {
            for (PublicationSpec.Table table : spec.tables()) {
                SourceTable existing = tables.get(table.name());
                if (table.fullIdentity()
                        && existing != null
                        && existing.isPartitioned()
                        && !existing.withoutFullIdentity().isEmpty()
                        && !existing.withoutFullIdentity().contains(table.name())) {
                    findings.add(notFull(table.name(), existing, false));
                }
            }
        }
        return findings;
    }

    private static Finding notFull(TableName name, SourceTable table, boolean breaking) {
        List<String> sql = table.withoutFullIdentity().stream()
                .map(one -> "ALTER TABLE " + one.quoted() + " REPLICA IDENTITY FULL;")
                .toList();
        boolean partitions =
                table.isPartitioned() && !table.withoutFullIdentity().contains(name);
        String message = (partitions ? "partitions of table " + name + " do" : "table " + name + " does")
                + " not have REPLICA IDENTITY FULL: updates come without the old row"
                + (breaking ? ", and as it is published its application's updates or deletes fail" : "");
        return new Finding(new Problem(Reason.REPLICA_IDENTITY, message, sql), sql, breaking);
    }

    /** What PostgreSQL makes of updates and deletes of a table that holds rows, once it is published as the stream needs. */
    private void reviewWrites(
            PublicationSpec spec, PublicationSpec.Table table, PublishedTable holder, List<Finding> findings) {
        boolean isPublished =
                holder.publishing().stream().anyMatch(one -> one.publication().equals(spec.name()));
        PublishedTable needed = table.fullIdentity() ? holder.with(PublishedTable.Identity.FULL) : holder;
        if (!isPublished) {
            needed = needed.publishedBy(spec.name());
        }
        boolean breaking = holder.refusal(serverMajor).isPresent();
        needed.refusal(serverMajor).ifPresent(refusal -> {
            Problem problem = breaking
                    ? broken(holder, refusal)
                    : new Problem(
                            Reason.REPLICA_IDENTITY,
                            "table " + holder.name() + ' ' + refusal.because()
                                    + ": once it is published as the stream needs"
                                    + " it, the application's updates and deletes of it would fail",
                            refusal.sql());
            findings.add(new Finding(problem, List.of(), breaking));
        });
    }

    /**
     * The tables in a publication that mean nothing to the stream and that their application cannot update or delete from
     * because of it: no obstacle to the stream, and an outage for that application.
     */
    List<Problem> brokenBeside(PublicationSpec spec) {
        List<Problem> problems = new ArrayList<>();
        for (PublishedTable table : published) {
            boolean ours = table.publishing().stream()
                    .anyMatch(one -> one.publication().equals(spec.name()));
            if (table.wanted() == null && ours) {
                table.refusal(serverMajor).ifPresent(refusal -> problems.add(broken(table, refusal)));
            }
        }
        return problems;
    }

    private static Problem broken(PublishedTable table, PublishedTable.Refusal refusal) {
        return new Problem(
                Reason.REPLICA_IDENTITY,
                "updates or deletes of table " + table.name() + " by its application fail: it " + refusal.because(),
                refusal.sql());
    }
}
