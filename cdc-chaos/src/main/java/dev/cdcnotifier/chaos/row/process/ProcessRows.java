package dev.cdcnotifier.chaos.row.process;

import dev.cdcnotifier.chaos.row.Row;
import java.util.List;

/** The rows of this package. */
public final class ProcessRows {

    /** In the order of the catalogue. */
    public static final List<Row> ALL =
            List.of(new StopWithKafkaDown(), new LongFrozen(), new OutOfMemory(), new UnexpectedException());

    private ProcessRows() {}
}
