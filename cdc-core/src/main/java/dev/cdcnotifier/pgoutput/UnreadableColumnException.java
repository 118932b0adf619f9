package dev.cdcnotifier.pgoutput;

import dev.cdcnotifier.pg.PgType;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Column;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column was read as something it is not, or is missing. It is never the row's fault: every row of the table would fail
 * alike, so the stream waits for an operator, and nothing is skipped. Names the table, the column and its type, never a
 * value.
 */
public final class UnreadableColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UnreadableColumnException(String problem) {
        super(problem);
    }

    /** @param column the name that no column has */
    public static UnreadableColumnException missing(Relation relation, String column) {
        return new UnreadableColumnException("table " + relation.displayName() + ": column " + column
                + " is missing; its columns are "
                + relation.columns().stream().map(Column::name).collect(Collectors.joining(", ")));
    }

    /**
     * @param column its number
     * @param readAs what it was to be read as, for example {@code text}
     * @param remedy what reads it
     */
    public static UnreadableColumnException type(Relation relation, int column, String readAs, String remedy) {
        return new UnreadableColumnException(
                named(relation, column) + ", which is not read as " + readAs + "; " + remedy);
    }

    /**
     * @param relation whose row it is; null when that is not known
     * @param column its number
     * @param readAs what it was to be read as
     */
    public static UnreadableColumnException binary(@Nullable Relation relation, int column, String readAs) {
        if (relation == null || column >= relation.columns().size()) {
            return new UnreadableColumnException("column " + column
                    + " was sent in the binary form of a type that is not" + " known here, and cannot be read as "
                    + readAs + "; read it from the rows of a RowChange");
        }
        return new UnreadableColumnException(named(relation, column) + " and was sent in binary: it cannot be read as "
                + readAs + "; bind a reader of its type with TableColumns, or stream without binary");
    }

    private static String named(Relation relation, int column) {
        Column described = relation.columns().get(column);
        return "table " + relation.displayName() + ": column " + described.name() + " is "
                + PgType.describe(described.typeOid());
    }
}
