package dev.cdcnotifier.demo;

/** The verdict as the block at the end of the demo. */
final class VerdictText {

    private VerdictText() {}

    static String of(Verdict verdict, Streaming.Outcome outcome, String runnerUsage) {
        Load.Totals committed = outcome.committed();
        Latencies.Count warm = outcome.warmLatencies();
        Latencies.Count all = outcome.latencies();
        return """
                %s

                  committed     %,9d transactions, which make %,d messages (%,d events, %,d lifecycle)
                  delivered     %,9d messages
                  lost          %,9d
                  out of order  %,9d
                  duplicates    %,9d
                  latency       p50 %.1f ms, p99 %.1f ms, from commit to consumer, in the second half of the load
                                (p50 %.1f ms, p99 %.1f ms, max %.1f ms with the first half, while the JVMs warm up)
                  cdc-notifier  %s"""
                .formatted(
                        verdict.headline(),
                        committed.transactions(),
                        committed.messages(),
                        committed.events(),
                        committed.lifecycle(),
                        verdict.delivered(),
                        verdict.lost(),
                        verdict.outOfOrder(),
                        verdict.duplicates(),
                        warm.percentileMillis(0.5),
                        warm.percentileMillis(0.99),
                        all.percentileMillis(0.5),
                        all.percentileMillis(0.99),
                        all.percentileMillis(1),
                        runnerUsage);
    }
}
