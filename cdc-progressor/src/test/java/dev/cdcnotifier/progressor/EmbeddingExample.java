package dev.cdcnotifier.progressor;

import dev.cdcnotifier.CdcNotifier;

/**
 * The short examples of {@code docs/library.md}: what stands between two markers is printed there, word for word. The long ones
 * are the files of {@code examples/embedding}.
 */
final class EmbeddingExample {

    private EmbeddingExample() {}

    /** Lets a stream rest. */
    static void pause(CdcNotifier notifier, String stream) {
        // example: pause
        notifier.pause(stream); // state PAUSED, once what is in flight is confirmed
        // end
    }

    /** Lets it go on. */
    static void resume(CdcNotifier notifier, String stream) {
        // example: resume
        notifier.resume(stream); // from PAUSED, or at once instead of waiting after a failure
        // end
    }

    /** Gives up every row that a stream is halted at. */
    static void skipWhatHalts(CdcNotifier notifier) {
        // example: skip
        for (var stream : notifier.streams()) {
            stream.haltedAt().ifPresent(row -> notifier.skip(stream.stream(), row.commitLsn(), row.ordinal()));
        }
        // end
    }

    /** Ends all streams. */
    static void close(CdcNotifier notifier) {
        // example: close
        notifier.close(); // or close(Duration): how long to wait for what is in flight
        // end
    }
}
