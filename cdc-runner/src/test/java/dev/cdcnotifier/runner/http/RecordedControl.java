package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notes what is asked for; fails when it is told to. */
final class RecordedControl implements StreamControl {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;

    List<String> asked() {
        return asked;
    }

    void failWith(RuntimeException next) {
        failure = next;
    }

    @Override
    public void pause(String stream) {
        note("pause " + stream);
    }

    @Override
    public void resume(String stream) {
        note("resume " + stream);
    }

    @Override
    public void restart(String stream) {
        note("restart " + stream);
    }

    @Override
    public void skip(String stream, Lsn commitLsn, long ordinal) {
        note("skip " + stream + " " + commitLsn + " " + ordinal);
    }

    @Override
    public void skipTransaction(String stream, Lsn commitLsn) {
        note("skip-transaction " + stream + " " + commitLsn);
    }

    @Override
    public List<StreamEvent> events(String stream) {
        return List.of(new StreamEvent(Instant.EPOCH, Instant.EPOCH.plusSeconds(9), 3, "RETRY", "reason_a", "why"));
    }

    private void note(String what) {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        asked.add(what);
    }
}
