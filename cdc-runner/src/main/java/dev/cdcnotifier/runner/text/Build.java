package dev.cdcnotifier.runner.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the build wrote down of itself.
 *
 * @param version the version of the project, for example {@code 0.1.0}
 * @param commit what {@code -Dcdc.commit} gave the build, for example a commit's id; {@code unknown} when it gave nothing
 */
public record Build(String version, String commit) {

    private static final String RESOURCE = "/dev/cdcnotifier/runner/version.properties";
    private static final String UNKNOWN = "unknown";

    /** The build of the running process. */
    public static Build current() {
        try (@Nullable InputStream in = Build.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return new Build(
                    properties.getProperty("version", UNKNOWN), orUnknown(properties.getProperty("commit", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String orUnknown(String value) {
        return value.isBlank() ? UNKNOWN : value;
    }
}
