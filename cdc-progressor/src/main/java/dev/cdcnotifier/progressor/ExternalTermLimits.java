package dev.cdcnotifier.progressor;

/**
 * Bounds on a payload, so that no row can exhaust the stack or the memory of the process. A payload beyond them is a
 * poison row.
 *
 * @param levels how deep values may stand inside each other, 1 to 512
 * @param inflatedBytes the most bytes a compressed payload may inflate to
 * @param ratio how many times larger than the compressed bytes the inflated ones may be, where those are more than 512 KiB
 */
public record ExternalTermLimits(int levels, int inflatedBytes, int ratio) {

    /** 256 levels, 32 MiB, 200 : 1. */
    public static final ExternalTermLimits DEFAULT = new ExternalTermLimits(256, 32 << 20, 200);

    /** The most levels: values are read by recursion, and this many fit a thread's stack with room to spare. */
    public static final int MOST_LEVELS = 512;

    public ExternalTermLimits {
        if (levels < 1 || levels > MOST_LEVELS) {
            throw new IllegalArgumentException("levels must be 1 to " + MOST_LEVELS + ", not " + levels);
        }
        if (inflatedBytes < 1) {
            throw new IllegalArgumentException("inflatedBytes must be positive, not " + inflatedBytes);
        }
        if (ratio < 1) {
            throw new IllegalArgumentException("ratio must be positive, not " + ratio);
        }
    }
}
