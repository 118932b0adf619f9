package dev.cdcnotifier.chaos.agent;

import dev.cdcnotifier.change.RowChange;
import dev.cdcnotifier.delivery.RowPosition;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.pgoutput.PgOutputMessage.ReplicaIdentity;
import java.lang.reflect.Field;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * What the planted bugs do; called from the changed code, any thread. The first time one makes a difference it says so on
 * the standard error: a bug that never did proves nothing about who looks for it.
 */
public final class Harm {

    /** What the process prints when its bug has made a difference. */
    public static final String DONE = "chaos agent: the planted bug made a difference";

    private static final int EVERY = 3;
    private static final long STEP_BYTES = 20_000;
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final AtomicInteger STATUSES = new AtomicInteger();
    private static final AtomicInteger SLOTS = new AtomicInteger();

    private Harm() {}

    static void done() {
        if (SAID.compareAndSet(false, true)) {
            System.err.println(DONE);
        }
    }

    /** Always true. */
    public static boolean acked(boolean answer) {
        if (!answer) {
            done();
        }
        return true;
    }

    /** The end of the last run whose records are all acknowledged. */
    public static Lsn newestAcked(Object runs, Lsn answer) {
        Lsn newest = answer;
        for (Object run : (Iterable<?>) runs) {
            boolean acked = get(run, "closed").equals(true) && get(run, "acked").equals(get(run, "sent"));
            if (acked && get(run, "endLsn") instanceof Lsn end && end.isAfter(newest)) {
                newest = end;
                done();
            }
        }
        return newest;
    }

    /** Nothing has failed. */
    public static @Nullable Exception unheard(@Nullable Exception failure) {
        if (failure != null) {
            done();
        }
        return null;
    }

    /** Now and then the position of the next status is before the last one. */
    public static void stepBack(Object stream) {
        PGReplicationStream replication = (PGReplicationStream) stream;
        long flushed = replication.getLastFlushedLSN().asLong();
        if (STATUSES.incrementAndGet() % EVERY == 0 && flushed > STEP_BYTES) {
            replication.setFlushedLSN(LogSequenceNumber.valueOf(flushed - STEP_BYTES));
            done();
        }
    }

    /** One row further, inside of a transaction. */
    public static RowPosition oneRowMore(RowPosition answer) {
        if (!answer.isInsideTransaction()) {
            return answer;
        }
        done();
        return new RowPosition(answer.commitLsn(), answer.ordinal() + 1);
    }

    /** Records expire after two seconds. */
    public static void shortPatience(Properties properties) {
        properties.put("delivery.timeout.ms", "2000");
        properties.put("request.timeout.ms", "1000");
    }

    /** Whether the client gave a record up. */
    public static boolean expired(@Nullable Exception failure) {
        boolean expired = failure instanceof TimeoutException;
        if (expired) {
            done();
        }
        return expired;
    }

    /** The second slot is one too many. */
    public static void slotMade() {
        if (SLOTS.incrementAndGet() > 1) {
            done();
        }
    }

    /** Old rows come whole, whatever the server says. */
    public static Object fullIdentity(Object answer) {
        return answer instanceof ReplicaIdentity ? ReplicaIdentity.FULL : answer;
    }

    /** Whether it is an update whose old row did not come. */
    public static boolean withoutOldRow(Object change) {
        RowChange update = (RowChange) change;
        boolean without = update.oldTuple() == null || update.oldTupleIsKey();
        if (without) {
            done();
        }
        return without;
    }

    /** Nothing was thrown. */
    public static @Nullable Throwable swallowed(@Nullable Throwable thrown) {
        if (thrown != null) {
            done();
        }
        return null;
    }

    static Object get(Object of, String field) {
        try {
            Field found = of.getClass().getDeclaredField(field);
            found.setAccessible(true);
            Object value = found.get(of);
            return value == null ? "null" : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
