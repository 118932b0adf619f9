package dev.cdcnotifier.runner;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.runner.http.StreamControl;
import dev.cdcnotifier.slot.StreamEvent;
import java.util.List;

/** What an operator asks over HTTP is asked of the library. */
record NotifierControl(CdcNotifier notifier) implements StreamControl {

    @Override
    public void pause(String stream) {
        notifier.pause(stream);
    }

    @Override
    public void resume(String stream) {
        notifier.resume(stream);
    }

    @Override
    public void restart(String stream) {
        notifier.restart(stream);
    }

    @Override
    public void skip(String stream, Lsn commitLsn, long ordinal) {
        notifier.skip(stream, commitLsn, ordinal);
    }

    @Override
    public void skipTransaction(String stream, Lsn commitLsn) {
        notifier.skipTransaction(stream, commitLsn);
    }

    @Override
    public List<StreamEvent> events(String stream) {
        return notifier.events(stream);
    }
}
