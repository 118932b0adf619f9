package dev.cdcnotifier.slot;

import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.delivery.Position;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.delivery.StreamIdentity;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pg.TimelineHistory;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Which rows of a stream that begins are delivered already. Pure but for asking the server for its history. */
final class ResumePoint {

    private ResumePoint() {}

    /** Asks the server where its log comes from. */
    @FunctionalInterface
    interface Histories {
        TimelineHistory ask() throws SQLException;
    }

    /**
     * The last row that must not be sent. What was delivered from a timeline after the server's log had left it does not
     * exist on the server: rows with the same positions are others.
     *
     * @param position what was delivered; null when nothing is known
     * @param now the stream that begins
     * @param start where it begins: transactions before are not sent any more
     * @throws DeliveryException when it cannot be told, and guessing would lose or repeat rows
     */
    static RowPosition of(@Nullable Position position, StreamIdentity now, Lsn start, Histories histories)
            throws DeliveryException, SQLException {
        if (position == null) {
            return RowPosition.NONE;
        }
        RowPosition row = position.timeline() == now.timeline() ? position.row() : until(position, now, histories);
        if (row.isInsideTransaction()
                && !row.commitLsn().isBefore(start)
                && !position.publications().equals(now.fingerprint())) {
            throw new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "position_other_publications",
                    "the last session ended inside of the transaction " + row.commitLsn() + ", after row "
                            + row.ordinal() + ", with another list of publications: rows cannot be counted alike with"
                            + " the present one. Start with the former list, and change it when that transaction is"
                            + " delivered");
        }
        return row;
    }

    private static RowPosition until(Position position, StreamIdentity now, Histories histories)
            throws DeliveryException, SQLException {
        Lsn fork = histories
                .ask()
                .endOf(position.timeline())
                .orElseThrow(() -> new DeliveryException(
                        Kind.NEEDS_OPERATOR,
                        "position_other_timeline",
                        "messages are delivered up to " + position.row() + " of timeline " + position.timeline()
                                + ", from which the server's timeline " + now.timeline()
                                + " does not come: it is another branch, or the server was set back. What both have"
                                + " in common cannot be told; give the stream another slot to start anew"));
        return position.row().commitLsn().isBefore(fork) ? position.row() : new RowPosition(fork, 0);
    }
}
