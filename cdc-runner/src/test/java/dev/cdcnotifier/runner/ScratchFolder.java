package dev.cdcnotifier.runner;

import dev.cdcnotifier.testkit.process.GuardedProcess;
import java.nio.file.Path;

/** A folder that is gone when it is closed, or with the JVM in whatever way it ends. */
final class ScratchFolder implements AutoCloseable {

    // Only its folder is used here: no process is started in it.
    private final GuardedProcess scratch;

    /** @param name goes into the folder's name */
    ScratchFolder(String name) {
        scratch = new GuardedProcess(name, "KILL");
    }

    Path path() {
        return scratch.folder();
    }

    @Override
    public void close() {
        scratch.close();
    }
}
