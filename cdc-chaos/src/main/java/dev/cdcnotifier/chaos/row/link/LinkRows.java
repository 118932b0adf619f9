package dev.cdcnotifier.chaos.row.link;

import dev.cdcnotifier.chaos.row.Row;
import java.util.List;

/** The rows of this package. */
public final class LinkRows {

    /** In the order of the catalogue. */
    public static final List<Row> ALL = List.of(
            new CutInMidMessage(),
            new HalfOpen(false),
            new HalfOpen(true),
            new TwoRunners(),
            new KafkaFrozenPastServerTimeout());

    private LinkRows() {}
}
