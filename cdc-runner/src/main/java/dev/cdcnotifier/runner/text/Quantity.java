package dev.cdcnotifier.runner.text;

import java.util.List;
import java.util.Locale;

/** Sizes and times as people read them. Pure. */
public final class Quantity {

    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final int STEP = 1024;

    private Quantity() {}

    /** A size in bytes, for example {@code 12.5 MiB}. */
    public static String bytes(double bytes) {
        double size = bytes;
        int unit = 0;
        while (Math.abs(size) >= STEP && unit < SIZES.size() - 1) {
            size /= STEP;
            unit++;
        }
        String format = unit == 0 || Math.abs(size) >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, size, SIZES.get(unit));
    }

    /** A time in seconds, for example {@code 12 ms}, {@code 3.2 s}, {@code 5 min}, {@code 3 h 12 min}, {@code 4 days}. */
    public static String seconds(double seconds) {
        if (seconds < 1) {
            return Math.round(seconds * 1000) + " ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 100) {
            return Math.round(seconds) + " s";
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 90) {
            return minutes + " min";
        }
        return minutes < 48 * 60
                ? minutes / 60 + " h " + minutes % 60 + " min"
                : Math.round(minutes / 1440.0) + " days";
    }
}
