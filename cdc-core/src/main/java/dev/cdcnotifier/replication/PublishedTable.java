package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that holds rows and is published, or is about to be, and what PostgreSQL makes of its application's updates and
 * deletes. The rules are those of {@code CheckCmdReplicaIdentity} in PostgreSQL's {@code execReplication.c}.
 *
 * @param name the table; of a partitioned one, the partition
 * @param wanted the table of the stream that its rows belong to; null when they belong to none
 * @param identity its replica identity
 * @param hasKey whether it has a primary key that could be its identity
 * @param storedGenerated whether it has stored generated columns
 * @param virtualGenerated whether it has virtual generated columns
 * @param publishing every publication of the database that publishes its updates or deletes
 */
record PublishedTable(
        TableName name,
        @Nullable TableName wanted,
        Identity identity,
        boolean hasKey,
        boolean storedGenerated,
        boolean virtualGenerated,
        List<Publishing> publishing) {

    /**
     * A replica identity.
     *
     * @param full whether it is the whole row
     * @param columns otherwise the columns of its index; empty when it has none that can be used
     */
    record Identity(boolean full, Set<String> columns) {

        static final Identity FULL = new Identity(true, Set.of());

        boolean isUsable() {
            return full || !columns.isEmpty();
        }
    }

    /**
     * A publication that publishes updates or deletes of the table.
     *
     * @param publication its name
     * @param declared the table that was added to it, where that narrows it: this one or a partitioned table above it
     * @param filterColumns the columns of its row filter
     * @param listColumns its column list; null when it has none
     * @param generated whether it publishes stored generated columns (PostgreSQL 18 and later)
     */
    record Publishing(
            PublicationName publication,
            @Nullable TableName declared,
            Set<String> filterColumns,
            @Nullable Set<String> listColumns,
            boolean generated) {

        /** The same without filter and list: for a publication whose narrowness is told otherwise. */
        Publishing whole() {
            return new Publishing(publication, null, Set.of(), null, generated);
        }
    }

    /**
     * What makes updates or deletes of the table fail.
     *
     * @param because what the table has or is, to be read after its name
     * @param sql the statements that end it
     */
    record Refusal(String because, List<String> sql) {}

    /** The same table with another replica identity. */
    PublishedTable with(Identity other) {
        return new PublishedTable(name, wanted, other, hasKey, storedGenerated, virtualGenerated, publishing);
    }

    /** The same table in another publication too, whole and with its generated columns. */
    PublishedTable publishedBy(PublicationName publication) {
        List<Publishing> all = new ArrayList<>(publishing);
        all.add(new Publishing(publication, null, Set.of(), null, true));
        return new PublishedTable(name, wanted, identity, hasKey, storedGenerated, virtualGenerated, all);
    }

    /** Why the application's updates or deletes fail now; empty when they do not. */
    Optional<Refusal> refusal(int serverMajor) {
        for (Publishing one : publishing) {
            Optional<Refusal> refusal = refusal(one, serverMajor);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> refusal(Publishing by, int serverMajor) {
        if (!identity.isUsable()) {
            return Optional.of(new Refusal(
                    "has no usable replica identity (a primary key, as a rule), which publication " + by.publication()
                            + " asks for",
                    identitySql()));
        }
        Set<String> list = by.listColumns();
        if (list != null && (identity.full() || !list.containsAll(identity.columns()))) {
            return Optional.of(new Refusal(
                    "is in publication " + by.publication()
                            + " with a column list that leaves out columns of the replica identity",
                    withoutList(by)));
        }
        if (!identity.full() && !identity.columns().containsAll(by.filterColumns())) {
            return Optional.of(new Refusal(
                    "is in publication " + by.publication()
                            + " with a row filter that uses columns outside of the replica identity",
                    List.of("ALTER TABLE " + name.quoted() + " REPLICA IDENTITY FULL;")));
        }
        return serverMajor >= 18 && identity.full() ? generatedRefusal(by) : Optional.empty();
    }

    /** With the whole row as identity, PostgreSQL 18 wants every generated column published. */
    private Optional<Refusal> generatedRefusal(Publishing by) {
        if (virtualGenerated) {
            return Optional.of(new Refusal(
                    "has a virtual generated column, which cannot be published, and REPLICA IDENTITY FULL asks for every"
                            + " column (drop that column, or make it STORED)",
                    List.of()));
        }
        return storedGenerated && !by.generated()
                ? Optional.of(new Refusal(
                        "is in publication " + by.publication()
                                + " without its generated columns, which are part of REPLICA IDENTITY FULL",
                        List.of("ALTER PUBLICATION " + by.publication().quoted()
                                + " SET (publish_generated_columns = stored);")))
                : Optional.empty();
    }

    /** A primary key costs less than the whole row in each change. */
    List<String> identitySql() {
        return List.of("ALTER TABLE " + name.quoted() + " REPLICA IDENTITY " + (hasKey ? "DEFAULT;" : "FULL;"));
    }

    private List<String> withoutList(Publishing by) {
        String alter = "ALTER PUBLICATION " + by.publication().quoted();
        TableName declared = by.declared();
        String table = (declared == null ? name : declared).quoted();
        return List.of("BEGIN;", alter + " DROP TABLE " + table + ';', alter + " ADD TABLE " + table + ';', "COMMIT;");
    }
}
