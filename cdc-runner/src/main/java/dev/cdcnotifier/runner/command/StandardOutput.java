package dev.cdcnotifier.runner.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The process's standard output after a write that failed: a writer tells that it did, not why. */
final class StandardOutput {

    private static final String READER_IS_GONE = "Broken pipe";

    private StandardOutput() {}

    /** What keeps it from being written; null when its reader went away, or nothing does any more. */
    @SuppressWarnings("resource") // it is the process's own
    static @Nullable String failure() {
        try {
            new FileOutputStream(FileDescriptor.out).write('\n');
            return null;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains(READER_IS_GONE) ? null : message;
        }
    }
}
