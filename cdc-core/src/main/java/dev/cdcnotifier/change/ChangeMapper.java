package dev.cdcnotifier.change;

import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application does with rows: it says where its messages go and how a table's rows become messages.
 *
 * <p>One instance serves one slot. All calls come from that slot's thread, one at a time, so it may keep state such as
 * buffers; a new connection binds every relation anew.
 */
public interface ChangeMapper {

    /** Every destination this mapper may send to: each is checked before streaming starts. Constant. */
    Set<Destination> destinations();

    /**
     * Resolves a table's columns once, for all rows that follow until the table is described again. A column of a domain
     * comes with the built-in type that the domain is based on.
     *
     * @return the mapper of its rows, or null when rows of this table mean nothing to the application
     * @throws UnusableRelationException when rows of this table matter and cannot be read: a column is missing or of
     *     another type, or the replica identity does not suffice
     */
    @Nullable
    RowMapper bind(Relation relation);
}
