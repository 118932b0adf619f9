package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.PublicationName;
import dev.cdcnotifier.pg.TableName;
import java.util.List;

/**
 * A publication a stream needs: it publishes inserts, updates and deletes of all its tables, every column and row.
 *
 * @param name the publication's name
 * @param tables what it must contain; it may contain more
 */
public record PublicationSpec(PublicationName name, List<Table> tables) {

    public PublicationSpec {
        tables = List.copyOf(tables);
    }

    /**
     * A table of the publication, and what the application needs of it. All of it is judged in the catalog: before a slot
     * is made, at each start, and while the stream runs.
     *
     * @param name the table, which must exist before the stream starts
     * @param fullIdentity whether its REPLICA IDENTITY must be FULL, because updates cannot be judged without the old
     *     row
     * @param columns the columns that the application reads; others may come, go and change
     */
    public record Table(TableName name, boolean fullIdentity, List<RequiredColumn> columns) {

        public Table {
            columns = List.copyOf(columns);
        }

        /** A table whose columns are the application's own affair. */
        public Table(TableName name, boolean fullIdentity) {
            this(name, fullIdentity, List.of());
        }
    }
}
