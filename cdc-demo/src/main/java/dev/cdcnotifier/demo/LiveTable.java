package dev.cdcnotifier.demo;

/** The live line: how far everything is, second by second. One thread. */
final class LiveTable {

    static final String EXPLANATION =
            """
            lag        committed messages that are not polled yet
            p50, p99   from the return of a transaction's commit to the moment the demo's consumer has polled the
                       message of its event, by one clock; over the events since the line before
            confirmed  confirmed_flush_lsn of the slot: PostgreSQL may forget its log up to there
            """
                    .indent(2);

    static final String HEADER = "  seconds  committed  messages  delivered     lag       p50       p99  confirmed";

    private Latencies.Count before = Latencies.Count.NOTHING;
    private String latest = "";

    /** The line of this moment. */
    String line(double seconds, Load.Totals committed, long delivered, Latencies.Count latencies, String confirmed) {
        Latencies.Count since = latencies.since(before);
        before = latencies;
        latest = "  %7.0f  %,9d  %,8d  %,9d  %,6d  %s  %s  %s"
                .formatted(
                        seconds,
                        committed.transactions(),
                        committed.messages(),
                        delivered,
                        Math.max(0, committed.messages() - delivered),
                        millis(since, 0.5),
                        millis(since, 0.99),
                        confirmed);
        return latest;
    }

    private static String millis(Latencies.Count count, double part) {
        return count.total() == 0 ? "        -" : "%6.1f ms".formatted(count.percentileMillis(part));
    }
}
