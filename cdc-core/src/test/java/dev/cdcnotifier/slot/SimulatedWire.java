package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.SimulatedPostgres.Transaction;
import dev.cdcnotifier.testkit.PgOutputWriter;
import dev.cdcnotifier.testkit.PgOutputWriter.Cell;
import dev.cdcnotifier.testkit.PgOutputWriter.Column;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulated server sends in one session: each transaction of its log from a position on, message by message. */
final class SimulatedWire {

    private static final int TABLE = 16_384;
    private static final byte[] RELATION =
            PgOutputWriter.relation(TABLE, "public", "t", 'f', List.of(Column.key("id", 23)));

    private final SimulatedPostgres postgres;
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private final byte[] poisonRow = insert(SimulatedPostgres.POISON_ROW);
    private int next;
    private boolean isDescribed;

    SimulatedWire(SimulatedPostgres postgres, Lsn start) {
        this.postgres = postgres;
        this.next = postgres.firstFrom(start);
    }

    /** The next message, or null when there is none. */
    byte @Nullable [] poll() {
        if (isBetweenTransactions() && next < postgres.log().size()) {
            queue(postgres.log().get(next++));
        }
        return messages.poll();
    }

    boolean isBetweenTransactions() {
        return messages.isEmpty();
    }

    boolean isPoison(byte @Nullable [] message) {
        return message == poisonRow;
    }

    /** How far the server has read its log when it is between transactions: no further than it has sent. */
    Lsn position() {
        return next < postgres.log().size() ? postgres.log().get(next).commit() : new Lsn(postgres.walEnd());
    }

    /** The transaction that was begun last. */
    Transaction reading() {
        return postgres.log().get(next - 1);
    }

    private void queue(Transaction transaction) {
        messages.add(PgOutputWriter.begin(transaction.commit().value(), 0, 1));
        if (!isDescribed) {
            messages.add(RELATION);
            isDescribed = true;
        }
        for (String row : transaction.rows()) {
            messages.add(row.equals(SimulatedPostgres.POISON_ROW) ? poisonRow : insert(row));
        }
        messages.add(PgOutputWriter.commit(
                transaction.commit().value(), transaction.end().value(), 0));
    }

    private static byte[] insert(String row) {
        return PgOutputWriter.insert(TABLE, List.of(Cell.text(row)));
    }
}
