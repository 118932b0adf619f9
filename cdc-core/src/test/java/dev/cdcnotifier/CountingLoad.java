package dev.cdcnotifier;

import static dev.cdcnotifier.StreamFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.testkit.TopicReader;
import dev.cdcnotifier.testkit.TopicRecord;
import dev.cdcnotifier.testkit.guarantee.AtLeastOnce;
import dev.cdcnotifier.testkit.guarantee.PerKeyOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the rows of {@code rows} up, one transaction each: the table itself says afterwards which numbers every key has
 * had. Outlives the loss of its connection; where it connects to may change meanwhile.
 */
final class CountingLoad implements AutoCloseable {

    private static final long PAUSE_NANOS = 5_000_000;

    /** Where to connect to now. */
    interface Target {
        Connection connect() throws SQLException;
    }

    private final Target target;
    private final int keys;
    private final AtomicLong commits = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** @param keys the rows have the ids 1 to this, and a number as their body */
    CountingLoad(Target target, int keys) {
        this.target = target;
        this.keys = keys;
        this.thread = new Thread(this::run, "counting-load");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until that many more transactions have committed. */
    void awaitMore(int count) {
        long enough = commits.get() + count;
        StreamFixture.await(count + " more commits", () -> commits.get() >= enough);
    }

    /** Makes the rows. Their messages, if the slot is there by then, have the number 0 and are not counted. */
    static void insertKeys(StreamFixture fixture, int keys) throws SQLException {
        fixture.execute("INSERT INTO rows SELECT i, '0' FROM generate_series(1, " + keys + ") i");
    }

    /** Ends the load and compares: what the server has is what was committed, of each key the numbers from 1 to its last. */
    void assertComplete(StreamFixture fixture) throws SQLException, InterruptedException {
        close();
        AtLeastOnce completeness = new AtLeastOnce();
        PerKeyOrder order = new PerKeyOrder();
        Map<String, Integer> last = lastNumbers(fixture);
        last.forEach(completeness::committed);
        assertThat(last).hasSize(keys);
        for (TopicRecord record : readUntilLast(fixture, last)) {
            int number = number(record);
            if (number > 0) {
                completeness.delivered(record.keyText(), number);
                order.delivered(record.keyText(), number);
            }
        }
        assertThat(completeness.violations()).isEmpty();
        assertThat(order.violations()).isEmpty();
        assertThat(order.delivered()).isGreaterThan(200);
    }

    private static List<TopicRecord> readUntilLast(StreamFixture fixture, Map<String, Integer> last) {
        try (TopicReader reader = new TopicReader(
                fixture.kafka.directBootstrapServers(), TopicReader.Isolation.READ_UNCOMMITTED, fixture.topic)) {
            return reader.readUntil("the last of each key", PATIENCE, records -> last.entrySet().stream()
                    .allMatch(key -> records.stream()
                            .anyMatch(record ->
                                    record.keyText().equals(key.getKey()) && number(record) == key.getValue())));
        }
    }

    private static int number(TopicRecord record) {
        return Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
    }

    private static Map<String, Integer> lastNumbers(StreamFixture fixture) throws SQLException {
        Map<String, Integer> last = new HashMap<>();
        try (Connection connection = fixture.pg.connect(fixture.database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, body FROM rows")) {
            while (row.next()) {
                last.put(row.getString(1), Integer.parseInt(row.getString(2)));
            }
        }
        return last;
    }

    private void run() {
        while (!closed) {
            try (Connection connection = target.connect();
                    Statement statement = connection.createStatement()) {
                while (!closed) {
                    long key = 1 + commits.get() % keys;
                    statement.execute("UPDATE rows SET body = (body::int + 1)::text WHERE id = " + key);
                    commits.incrementAndGet();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(30_000);
    }
}
