package dev.cdcnotifier.demo;

/**
 * What the demo was asked for.
 *
 * @param seconds how long the load lasts
 * @param rate transactions per second
 * @param keep whether everything stays up after the verdict, until Ctrl-C
 */
record DemoOptions(int seconds, int rate, boolean keep) {

    static final int MAX_SECONDS = 3_600;
    static final int MAX_RATE = 10_000;
}
