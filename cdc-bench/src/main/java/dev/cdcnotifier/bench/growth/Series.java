package dev.cdcnotifier.bench.growth;

import java.util.List;
import java.util.stream.IntStream;

/** What grows, the rest being equal. */
public enum Series {
    /** Rows in one transaction. */
    TRANSACTION_SIZE("transaction-size", "rows in one transaction") {
        @Override
        public List<Point> points(int largest) {
            return upTo(largest, 1, 10, 1_000, 100_000, 1_000_000, 5_000_000)
                    .mapToObj(size -> new Point(
                            id(), number(size), Math.max(size, Math.min(100_000, largest)), size, SMALL, 1, 1))
                    .toList();
        }
    },
    /** Rows that wait. */
    BACKLOG("backlog", "rows that wait") {
        @Override
        public List<Point> points(int largest) {
            return upTo(largest, 10_000, 100_000, 1_000_000, 10_000_000)
                    .mapToObj(rows -> new Point(id(), number(rows), rows, USUAL_TRANSACTION, SMALL, 1, 1))
                    .toList();
        }
    },
    /** Bytes of a row's payload. */
    ROW_SIZE("row-size", "bytes of a payload") {
        @Override
        public List<Point> points(int largest) {
            return IntStream.of(200, 2_000, 20_000)
                    .mapToObj(bytes ->
                            new Point(id(), number(bytes), Math.min(100_000, largest), USUAL_TRANSACTION, bytes, 1, 1))
                    .toList();
        }
    },
    /** Slots in one process. */
    SLOTS("slots", "slots in one process") {
        @Override
        public List<Point> points(int largest) {
            return IntStream.of(1, 2, 4, 8)
                    .mapToObj(slots -> new Point(
                            id(), number(slots), Math.min(400_000, largest), USUAL_TRANSACTION, SMALL, slots, 1))
                    .toList();
        }
    },
    /** Namespaces on one slot. */
    NAMESPACES("namespaces", "namespaces on one slot") {
        @Override
        public List<Point> points(int largest) {
            return IntStream.of(1, 4, 16)
                    .mapToObj(count -> new Point(
                            id(), number(count), Math.min(400_000, largest), USUAL_TRANSACTION, SMALL, 1, count))
                    .toList();
        }
    };

    /** Bytes of a payload where its size is not what grows: ten million rows fit on a small disk. */
    static final int SMALL = 100;

    /** Rows in one transaction where that is not what grows. */
    static final int USUAL_TRANSACTION = 10;

    private final String id;
    private final String about;

    Series(String id, String about) {
        this.id = id;
        this.about = about;
    }

    /** Its name on the command line and in the report. */
    public String id() {
        return id;
    }

    /** What the label of a point counts. */
    public String about() {
        return about;
    }

    /** Its points, none with a backlog of more than {@code largest} rows; 10 at least. */
    public abstract List<Point> points(int largest);

    private static IntStream upTo(int largest, int... sizes) {
        return IntStream.of(sizes).map(size -> Math.min(size, largest)).distinct();
    }

    private static String number(int number) {
        return "%,d".formatted(number);
    }
}
