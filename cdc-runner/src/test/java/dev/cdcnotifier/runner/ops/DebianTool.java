package dev.cdcnotifier.runner.ops;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that a test needs and that a Debian package brings. */
public final class DebianTool {

    private DebianTool() {}

    /** Where it is missing the test is skipped, and in CI it fails: a check that nobody runs is none. */
    public static void require(String program, String debianPackage) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (found) {
            return;
        }
        String missing = program + " is not on the PATH: apt-get install " + debianPackage;
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing);
        }
        abort(missing);
    }
}
