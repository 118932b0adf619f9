package dev.cdcnotifier.replication;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputDecoder;
import dev.cdcnotifier.pgoutput.PgOutputMessage;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Begin;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Commit;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Insert;
import dev.cdcnotifier.pgoutput.PgOutputMessage.Relation;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The smallest thing that follows a stream by the rules: what it has received it has delivered. It opens session after
 * session, as a worker does, and keeps the rows of complete transactions.
 */
final class Follower {

    /** A row: its table and its first column, and where its transaction committed. */
    record Row(String table, String text, Lsn commitLsn) {}

    final List<Row> rows = new ArrayList<>();
    final List<StreamPlan> plans = new ArrayList<>();

    private final Supplier<ReplicationSource> sources;
    private final Duration atMost;

    /** How many transactions a session takes before it ends for no reason. */
    private int patience = Integer.MAX_VALUE;

    /** @param sources asked before each session: a new source each time is a process that starts anew each time */
    Follower(Supplier<ReplicationSource> sources, Duration atMost) {
        this.sources = sources;
        this.atMost = atMost;
    }

    Follower(ReplicationSource source) {
        this(() -> source, Duration.ofSeconds(30));
    }

    /** Makes every session end after this many transactions. */
    Follower restless(int transactions) {
        patience = transactions;
        return this;
    }

    List<String> texts(String table) {
        return rows.stream()
                .filter(row -> row.table.equals(table))
                .map(Row::text)
                .toList();
    }

    /** Follows until the condition holds, through as many sessions as it takes; failed sessions are begun again. */
    void followUntil(BooleanSupplier done) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not there after " + atMost + ", plans " + plans + ", rows " + rows, last);
            }
            try {
                last = null;
                session(done, deadline);
            } catch (SQLException | SlotBusyException e) {
                last = e;
            } catch (PreconditionException e) {
                if (e.reason() != Reason.JOIN_WAITING) {
                    throw e;
                }
                last = e;
            }
        }
    }

    /** One session, until it has to end or the condition holds. */
    void session(BooleanSupplier done, long deadline) throws Exception {
        ReplicationSource source = sources.get();
        StreamPlan plan = source.prepare();
        plans.add(plan);
        try (ReplicationSession session = source.open(plan)) {
            new Reading(source, session).until(done, deadline);
        }
    }

    private final class Reading {

        private final ReplicationSource source;
        private final PgReplicationStream stream;
        private final StreamPlan plan;
        private final Map<Integer, String> tables = new HashMap<>();
        private final List<Row> open = new ArrayList<>();
        private Lsn confirmed = Lsn.NONE;
        private Lsn commitLsn = Lsn.NONE;
        private boolean inTransaction;
        private int left = patience;
        private long probed = System.nanoTime();

        Reading(ReplicationSource source, ReplicationSession session) {
            this.source = source;
            this.stream = session.stream();
            this.plan = session.plan();
        }

        void until(BooleanSupplier done, long deadline) throws SQLException {
            while (left > 0
                    && !done.getAsBoolean()
                    && confirmed.isBefore(plan.joinLimit())
                    && System.nanoTime() - deadline < 0) {
                ByteBuffer message = stream.poll();
                if (message != null) {
                    take(PgOutputDecoder.decode(message));
                } else if (!inTransaction) {
                    confirm(stream.serverPosition());
                }
                if (plan.joinPending() && System.nanoTime() - probed > 50_000_000) {
                    probed = System.nanoTime();
                    if (source.joinReady()) {
                        return;
                    }
                }
            }
        }

        private void take(PgOutputMessage message) throws SQLException {
            if (message instanceof Begin begin) {
                commitLsn = begin.commitLsn();
                inTransaction = true;
                if (!commitLsn.isBefore(plan.joinLimit())) {
                    confirm(plan.joinLimit());
                }
            } else if (message instanceof Relation relation) {
                tables.put(relation.id(), relation.table());
            } else if (message instanceof Insert insert) {
                open.add(new Row(
                        tables.get(insert.relationId()), insert.newTuple().text(0), commitLsn));
            } else if (message instanceof Commit commit) {
                rows.addAll(open);
                open.clear();
                inTransaction = false;
                left--;
                confirm(commit.endLsn());
            }
        }

        private void confirm(Lsn position) throws SQLException {
            Lsn next = Lsn.min(position, plan.joinLimit());
            if (next.isAfter(confirmed)) {
                confirmed = next;
                stream.confirm(next);
            }
        }
    }
}
