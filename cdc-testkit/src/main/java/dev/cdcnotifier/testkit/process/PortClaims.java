package dev.cdcnotifier.testkit.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Which ports the test kits of all processes on this machine have given away: each is a locked byte of one file, and the
 * system lets it go when the process ends, in whatever way. Where the file cannot be had, everything may be claimed. Any
 * thread.
 */
final class PortClaims {

    private static final @Nullable FileChannel CLAIMS = open();

    private PortClaims() {}

    /** Whether no other process has claimed the port; from now on this one has. Once for each port. */
    static boolean claim(int port) {
        FileChannel claims = CLAIMS;
        if (claims == null) {
            return true;
        }
        try {
            return claims.tryLock(port, 1, false) != null;
        } catch (IOException e) {
            return true;
        }
    }

    /** Never closed: that would let go of every claim. */
    private static @Nullable FileChannel open() {
        try {
            Path folder = Path.of(System.getProperty("user.home"), ".cache", "cdc-testkit");
            Files.createDirectories(folder);
            return FileChannel.open(folder.resolve("ports"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return null;
        }
    }
}
