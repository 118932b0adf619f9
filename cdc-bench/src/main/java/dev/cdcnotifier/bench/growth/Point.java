package dev.cdcnotifier.bench.growth;

/**
 * A backlog to drain: one point of a series.
 *
 * @param label where on the series it stands
 * @param rows events, an insert each, in all slots together
 * @param payloadBytes of each event
 * @param slots in one process, each with an equal share of the rows
 * @param namespaces on each slot, in turns from transaction to transaction
 */
public record Point(
        String series, String label, int rows, int rowsPerTransaction, int payloadBytes, int slots, int namespaces) {

    /** Where the rows of a slot begin; of the slot after the last one, where they end. */
    public int firstRow(int slot) {
        return (int) ((long) rows * slot / slots);
    }

    /** How much disk it takes at the most: table, indexes, log, what a transaction spills, and a topic for each round. */
    public long diskBytes(int rounds) {
        long besideThePayload = 150;
        long copiesInPostgres = 5;
        return rows * (payloadBytes + besideThePayload) * (copiesInPostgres + rounds);
    }

    /** A rough guess of how long it takes to fill it or to drain it once. */
    double guessedSeconds() {
        double rowsPerSecond = 50_000;
        double bytesPerSecond = 50e6;
        return rows / rowsPerSecond + rows * (double) payloadBytes / bytesPerSecond;
    }
}
