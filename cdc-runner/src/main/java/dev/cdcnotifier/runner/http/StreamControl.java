package dev.cdcnotifier.runner.http;

import dev.cdcnotifier.pg.Lsn;
import dev.cdcnotifier.slot.StreamEvent;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What an operator may ask of a stream, named as in {@link dev.cdcnotifier.slot.StreamStatus#stream}. Any thread; each
 * returns at once, and what comes of it shows in the stream's state.
 *
 * <p>Each throws {@link NoSuchElementException} for a stream that is not there, and {@link IllegalStateException} with a
 * sentence for the operator when it cannot be done now.
 */
public interface StreamControl {

    /** Ends the session in an orderly way and stays so until {@link #resume} or {@link #restart}. */
    void pause(String stream);

    /** The next attempt comes at once, also after a halt. */
    void resume(String stream);

    /** An orderly end of the session, and a new one at once. */
    void restart(String stream);

    /** Passes over the row that the stream is halted at, and goes on. */
    void skip(String stream, Lsn commitLsn, long ordinal);

    /** Passes over every row that halts the stream in the transaction that it is halted in, and goes on. */
    void skipTransaction(String stream, Lsn commitLsn);

    /** What has happened to the stream lately, oldest first. */
    List<StreamEvent> events(String stream);
}
