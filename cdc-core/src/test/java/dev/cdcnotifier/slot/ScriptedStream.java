package dev.cdcnotifier.slot;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.replication.ReplicationStream;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A replication stream that says what it was told to say and remembers what was confirmed. */
final class ScriptedStream implements ReplicationStream {

    private sealed interface Step {
        record Message(byte[] bytes) implements Step {}

        record Nothing() implements Step {}

        record Keepalive(Lsn position) implements Step {}

        record Act(Runnable action) implements Step {}

        record Fail(SQLException failure) implements Step {}
    }

    private final Deque<Step> script = new ArrayDeque<>();
    final List<Lsn> confirmed = new ArrayList<>();
    private Lsn position = Lsn.NONE;
    private Runnable atEnd = () -> {};

    ScriptedStream message(byte[]... messages) {
        for (byte[] message : messages) {
            script.add(new Step.Message(message));
        }
        return this;
    }

    /** One poll that finds nothing. */
    ScriptedStream nothing() {
        script.add(new Step.Nothing());
        return this;
    }

    /** The server reports how far it has read; seen at the next poll. */
    ScriptedStream keepalive(long lsn) {
        script.add(new Step.Keepalive(new Lsn(lsn)));
        return this;
    }

    /** Something happens between two polls. */
    ScriptedStream then(Runnable action) {
        script.add(new Step.Act(action));
        return this;
    }

    ScriptedStream fail(String sqlState) {
        script.add(new Step.Fail(new SQLException("scripted", sqlState)));
        return this;
    }

    /** What happens at each poll after the script is over. */
    ScriptedStream atEnd(Runnable action) {
        atEnd = action;
        return this;
    }

    @Override
    public @Nullable ByteBuffer poll() throws SQLException {
        while (true) {
            Step step = script.poll();
            if (step == null) {
                atEnd.run();
                return null;
            }
            if (step instanceof Step.Message message) {
                return ByteBuffer.wrap(message.bytes());
            } else if (step instanceof Step.Nothing) {
                return null;
            } else if (step instanceof Step.Keepalive keepalive) {
                position = keepalive.position();
            } else if (step instanceof Step.Act act) {
                act.action().run();
            } else if (step instanceof Step.Fail fail) {
                throw fail.failure();
            }
        }
    }

    @Override
    public long waitedNanos() {
        return 0;
    }

    @Override
    public Lsn serverPosition() {
        return position;
    }

    @Override
    public void confirm(Lsn lsn) {
        confirmed.add(lsn);
    }

    /** The highest position confirmed, or 0/0. */
    Lsn lastConfirmed() {
        return confirmed.isEmpty() ? Lsn.NONE : confirmed.get(confirmed.size() - 1);
    }

    @Override
    public void close() {}
}
