package dev.cdcnotifier.chaos.row.link;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.Row;
import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.Direction;
import dev.cdcnotifier.testkit.FaultyProxy;
import java.time.Duration;
import java.util.List;

/** N2. */
final class CutInMidMessage implements Row {

    private static final Duration CUT = Duration.ofSeconds(30);

    /** In the headers of the protocol, behind them, in the middle of rows, and some messages on. */
    private static final List<Integer> FROM_SERVER = List.of(0, 1, 5, 17, 26, 31, 90, 700, 5_000);

    private static final List<Integer> TO_SERVER = List.of(0, 3, 30);

    /** What a message would be called that was read wrongly. */
    private static final List<String> MISREAD =
            List.of("malformed_message", "reason=unexpected", "postgres_refused", "poison_row", "relation_unusable");

    @Override
    public String id() {
        return "N2";
    }

    @Override
    public String claim() {
        return "the connection to PostgreSQL is cut after any number of bytes, while it streams and while it starts, and"
                + " comes byte by byte; the stream is back, and nothing is read wrongly";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        FaultyProxy proxy = rows.world().postgresProxy();
        Duration slowest = Duration.ZERO;
        for (int bytes : FROM_SERVER) {
            slowest = longer(slowest, cut(rows, Direction.TO_CLIENT, bytes));
        }
        for (int bytes : TO_SERVER) {
            slowest = longer(slowest, cut(rows, Direction.TO_SERVER, bytes));
        }
        proxy.pieces(1);
        slowest = longer(slowest, cut(rows, Direction.TO_CLIENT, 300));
        proxy.pieces(Integer.MAX_VALUE);
        for (String misread : MISREAD) {
            require(!rows.logged(misread), "something was read wrongly: " + misread);
        }
        rows.within("slowest delivering again", RowWorld.RECONNECT.plusSeconds(2), slowest);
    }

    /** Once in the stream, and at the same place of what the next session begins with. */
    private static Duration cut(RowWorld rows, Direction direction, int bytes) throws Exception {
        FaultyProxy proxy = rows.world().postgresProxy();
        String before = rows.walsender();
        proxy.cutAfter(direction, bytes);
        Await.until("the stream to be cut after " + bytes, CUT, () -> !rows.walsender()
                .equals(before));
        proxy.cutAfter(direction, bytes);
        return rows.awaitRecovery();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
