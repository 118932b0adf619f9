package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import dev.cdcnotifier.chaos.oracle.Ledger.Seen;
import dev.cdcnotifier.testkit.progressor.ConnectionSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches a run with a thread of its own: ten times a second it asks how far each slot is confirmed, then reads all that
 * is readable by then, and compares. While PostgreSQL or Kafka is away it waits; what it could not judge is judged later.
 * Any thread may ask and wait.
 */
public final class Checker implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** Turns after which what was committed in Kafka is readable: its markers are written after the answer. */
    private static final long MARKERS_WRITTEN = 20;

    private final Findings findings;
    private final Ledger ledger;
    private final WalOracle oracle;
    private final SlotSampler sampler;
    private final Records records;
    private final List<Seen> unjudged = new ArrayList<>();
    private final Set<String> exactlyOnce;
    private final List<String> namespaces;
    private final Deque<Taken> samples = new ArrayDeque<>();
    private final ConfirmHistory history = new ConfirmHistory();
    private final Map<String, Long> mostInATurn = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private boolean serverWasAway;
    private long sampled;
    private long turns;

    /** A sample, and the turn in which it was taken. */
    private record Taken(SlotSampler.Sample sample, long turn) {}

    /** Starts to watch. The namespaces' slots have the namespaces' names; some, by their index, are delivered exactly once. */
    public Checker(
            Findings findings,
            ConnectionSource connections,
            String bootstrapServers,
            List<String> namespaces,
            IntPredicate exactlyOnce) {
        this.findings = findings;
        this.namespaces = List.copyOf(namespaces);
        this.exactlyOnce = IntStream.range(0, namespaces.size())
                .filter(exactlyOnce)
                .mapToObj(namespaces::get)
                .collect(Collectors.toSet());
        ledger = new Ledger(findings, this.exactlyOnce);
        oracle = new WalOracle(connections);
        sampler = new SlotSampler(connections, findings);
        List<String> topics = new ArrayList<>();
        for (String namespace : namespaces) {
            topics.add(Expected.eventTopic(namespace));
            topics.add(Expected.lifecycleTopic(namespace));
        }
        records = new Records(bootstrapServers, topics);
        thread = new Thread(this::watch, "checker");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed) {
            long began = System.nanoTime();
            try {
                turn();
            } catch (SQLException | KafkaException e) {
                // The server is being broken on purpose: asked again in the next turn.
                LockSupport.parkNanos(INTERVAL.toNanos());
            } catch (RuntimeException e) {
                findings.add(Invariant.HARNESS, "the checker failed: " + e);
                return;
            }
            LockSupport.parkNanos(INTERVAL.toNanos() - (System.nanoTime() - began));
        }
    }

    private void turn() throws SQLException {
        try {
            for (SlotSampler.Sample sample : sampler.sample()) {
                history.add(sample);
                samples.add(new Taken(sample, turns));
            }
        } catch (SQLException e) {
            serverWasAway = true;
            throw e;
        } finally {
            // Also without PostgreSQL: what Kafka has is kept until it can be judged.
            Map<TopicPartition, Long> ends = records.ends();
            if (!records.readTo(ends, unjudged)) {
                return;
            }
        }
        judge(oracle.read());
    }

    private synchronized void judge(List<Transaction> committed) {
        if (serverWasAway) {
            ledger.mayHaveForgotten();
        }
        committed.forEach(ledger::committed);
        deliver();
        judgeSamples();
        serverWasAway = false;
        turns++;
        notifyAll();
    }

    private void deliver() {
        Map<String, Long> before = namespaces.stream().collect(Collectors.toMap(name -> name, ledger::read));
        unjudged.forEach(ledger::delivered);
        unjudged.clear();
        before.forEach((name, read) -> mostInATurn.merge(name, ledger.read(name) - read, Math::max));
    }

    private void judgeSamples() {
        List<Taken> later = new ArrayList<>();
        for (Taken taken : samples) {
            String slot = taken.sample().slot();
            if (!serverWasAway) {
                ledger.remembered(slot, taken.sample().confirmed());
            }
            if (exactlyOnce.contains(slot) && turns < taken.turn() + MARKERS_WRITTEN) {
                later.add(taken);
            } else {
                ledger.confirmed(slot, taken.sample().confirmed());
                sampled++;
            }
        }
        samples.clear();
        samples.addAll(later);
    }

    /**
     * Returns when everything is readable that was committed before the call, and the slots are confirmed past it; false
     * when the time is over first.
     */
    public synchronized boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long first = turns;
        // The turn under way may have begun before the last commit.
        while (turns < first + 2 || ledger.pending() > 0 || !namespaces.stream().allMatch(ledger::isConfirmed)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, Math.min(500, left / 1_000_000)));
        }
        return true;
    }

    /** Returns when a transaction of the namespace that committed after this position is readable; false when late. */
    public synchronized boolean awaitDelivered(String namespace, long after, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (ledger.newestComplete(namespace) <= after) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, Math.min(500, left / 1_000_000)));
        }
        return true;
    }

    /** Returns when all is read that was readable before the call; false when the time is over first. */
    public synchronized boolean awaitTurn(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        // The turn under way may have asked before.
        for (long first = turns; turns < first + 2; ) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }

    /** Everything has had its time: what is missing is lost. */
    public synchronized void finish() {
        ledger.finished();
    }

    /** From now on writes of given-up producers may come late. */
    public synchronized void strayWrites() {
        ledger.strayWrites();
    }

    /** See {@link Ledger#gap}. */
    public synchronized void gap(String namespace, long from, long to) {
        ledger.gap(namespace, from, to);
    }

    /** Every change of a confirmed position, and when it was seen. */
    public ConfirmHistory history() {
        return history;
    }

    /** How it stands. */
    public synchronized Counts counts() {
        return new Counts(ledger.delivered(), ledger.repeats(), ledger.gapsInRepeats(), ledger.pending(), sampled);
    }

    /** See {@link Ledger#isConfirmed}. */
    public synchronized boolean isConfirmed(String namespace) {
        return ledger.isConfirmed(namespace);
    }

    /** How many messages the namespace's transactions make. */
    public synchronized long committedMessages(String namespace) {
        return ledger.committedMessages(namespace);
    }

    /** How many records of the namespace were repeats. */
    public synchronized long repeats(String namespace) {
        return ledger.repeats(namespace);
    }

    /** The greatest number of the namespace's records that were read in one turn since this was last asked. */
    public synchronized long takeMostInATurn(String namespace) {
        Long most = mostInATurn.remove(namespace);
        return most == null ? 0 : most;
    }

    /**
     * How it stands.
     *
     * @param pending committed transactions that are not readable whole
     * @param samples of confirmed positions
     */
    public record Counts(long delivered, long repeats, long gapsInRepeats, long pending, long samples) {}

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        records.close();
        sampler.close();
        oracle.close();
    }
}
