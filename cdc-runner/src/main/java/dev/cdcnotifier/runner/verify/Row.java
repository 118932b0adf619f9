package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.pg.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The row that a message of ours was made of, as its headers {@code cdc-lsn} and {@code cdc-seq} name it. Immutable. */
record Row(Lsn commitLsn, long ordinal) implements Comparable<Row> {

    private static final Comparator<Row> ORDER =
            Comparator.comparing(Row::commitLsn).thenComparingLong(Row::ordinal);

    /** Empty without these headers, and when they are not ours. */
    static Optional<Row> of(Headers headers) {
        String lsn = text(headers.lastHeader("cdc-lsn"));
        String seq = text(headers.lastHeader("cdc-seq"));
        if (lsn == null || seq == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Row(Lsn.parse(lsn), Long.parseLong(seq)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(Row other) {
        return ORDER.compare(this, other);
    }
}
