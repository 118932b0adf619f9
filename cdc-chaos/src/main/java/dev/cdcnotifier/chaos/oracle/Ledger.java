package dev.cdcnotifier.chaos.oracle;

import dev.cdcnotifier.chaos.oracle.Findings.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has to arrive against what did: each record is compared with the committed row it was made of, and each confirmed
 * position with what is readable. Pure bookkeeping; one thread.
 */
public final class Ledger {

    private final Findings findings;
    private final Set<String> exactlyOnce;
    private final KeyOrder order;
    private final MessageCheck check = new MessageCheck();
    private final Map<Identity, Message> messages = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, NavigableMap<Long, Pending>> pending = new HashMap<>();
    private final Map<String, Long> newestComplete = new HashMap<>();
    private final Map<String, Long> committedMessages = new HashMap<>();
    private final Map<String, Long> repeats = new HashMap<>();
    private final Map<String, Long> read = new HashMap<>();
    private final Map<Long, Pending> byCommit = new HashMap<>();
    private final Map<String, Gaps> gaps = new HashMap<>();
    private final Map<String, Long> confirmed = new HashMap<>();
    private long delivered;

    /** A row's place in the database's history. */
    private record Identity(long commitLsn, int sequence) {}

    private static final class Pending {
        private final Transaction transaction;
        private int missing;

        Pending(Transaction transaction) {
            this.transaction = transaction;
            this.missing = transaction.messages().size();
        }
    }

    private static final class Message {
        private final String topic;
        private final String key;
        private final int number;
        private Expected.@Nullable Content content;
        private int hash;
        private boolean excused;

        Message(Expected expected, int number) {
            topic = expected.topic();
            key = expected.key();
            content = expected.content();
            this.number = number;
        }
    }

    /** A record as it was read. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Seen(
            String topic, int partition, int partitions, byte[] key, byte[] value, long commitLsn, int sequence) {

        String keyText() {
            return new String(key, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** A ledger without entries. In the namespaces named nothing may be repeated for whatever reason. */
    public Ledger(Findings findings, Set<String> exactlyOnce) {
        this.findings = findings;
        this.exactlyOnce = Set.copyOf(exactlyOnce);
        order = new KeyOrder(findings);
    }

    /** See {@link KeyOrder#strayWrites}. */
    public void strayWrites() {
        order.strayWrites();
    }

    /** A transaction was committed; told again, it counts once. In commit order. */
    public void committed(Transaction transaction) {
        String namespace = transaction.namespace();
        if (namespace.isEmpty() || transaction.messages().isEmpty() || isKnown(transaction)) {
            return;
        }
        for (Expected expected : transaction.messages()) {
            int number = numbers.merge(expected.topic() + '/' + expected.key(), 1, Integer::sum);
            messages.put(new Identity(expected.commitLsn(), expected.sequence()), new Message(expected, number));
        }
        committedMessages.merge(namespace, (long) transaction.messages().size(), Long::sum);
        if (gaps.getOrDefault(namespace, Gaps.NONE).contain(transaction.commitLsn())) {
            excuse(transaction);
            return;
        }
        Pending entry = new Pending(transaction);
        pending.computeIfAbsent(namespace, n -> new TreeMap<>()).put(transaction.endLsn(), entry);
        byCommit.put(transaction.commitLsn(), entry);
    }

    private boolean isKnown(Transaction transaction) {
        Expected first = transaction.messages().get(0);
        return messages.containsKey(new Identity(first.commitLsn(), first.sequence()));
    }

    /**
     * What commits between these positions is given up by an operator: it may come or not. What came already counts.
     * A gap that begins where another began takes its place.
     */
    public void gap(String namespace, long from, long to) {
        gaps.computeIfAbsent(namespace, n -> new Gaps()).put(from, to);
        NavigableMap<Long, Pending> waiting = pending.getOrDefault(namespace, new TreeMap<>());
        for (Pending entry : List.copyOf(waiting.values())) {
            Transaction transaction = entry.transaction;
            if (transaction.commitLsn() >= from && transaction.commitLsn() < to) {
                waiting.remove(transaction.endLsn());
                byCommit.remove(transaction.commitLsn());
                excuse(transaction);
            }
        }
    }

    private void excuse(Transaction transaction) {
        for (Expected expected : transaction.messages()) {
            Message message = messages.get(new Identity(expected.commitLsn(), expected.sequence()));
            if (message != null && message.content != null) {
                message.excused = true;
                order.excused(message.topic + '/' + message.key, message.number);
            }
        }
    }

    /** A record was read, after every transaction was told that had been committed by then. */
    public void delivered(Seen seen) {
        delivered++;
        Message message = messages.get(new Identity(seen.commitLsn(), seen.sequence()));
        String place = seen.topic() + '-' + seen.partition() + " key=" + seen.keyText() + " lsn="
                + Long.toHexString(seen.commitLsn()) + " seq=" + seen.sequence();
        if (message == null || !message.topic.equals(seen.topic()) || !message.key.equals(seen.keyText())) {
            findings.add(Invariant.PHANTOM, "no such message was committed: " + place);
            return;
        }
        if (Phash2.of(seen.key()) % seen.partitions() != seen.partition()) {
            findings.add(Invariant.PHANTOM, "in a wrong partition: " + place);
        }
        read.merge(namespace(message.key), 1L, Long::sum);
        boolean isFirst = message.content != null;
        checkBytes(message, seen, place);
        if (message.excused) {
            return;
        }
        // What is read late, after messages behind it were excused, is no repeat.
        if (order.delivered(seen.topic() + '/' + message.key, message.number) && !isFirst) {
            repeated(namespace(message.key), seen.commitLsn(), place);
        }
    }

    private void repeated(String namespace, long commitLsn, String place) {
        repeats.merge(namespace, 1L, Long::sum);
        if (exactlyOnce.contains(namespace)) {
            findings.add(Invariant.DUPLICATES, "repeated in exactly-once delivery: " + place);
        } else if (commitLsn < confirmed.getOrDefault(namespace, 0L) && !order.hasStrayWrites()) {
            findings.add(Invariant.DUPLICATES, "repeated although its transaction was confirmed: " + place);
        }
    }

    private void checkBytes(Message message, Seen seen, String place) {
        Expected.Content content = message.content;
        if (content == null) {
            if (message.hash != Arrays.hashCode(seen.value())) {
                findings.add(Invariant.BYTES, "a repeat has other bytes: " + place);
            }
            return;
        }
        if (!check.holds(content, seen.value())) {
            findings.add(Invariant.BYTES, "not the reference encoding: " + place);
        }
        message.hash = Arrays.hashCode(seen.value());
        message.content = null;
        Pending entry = byCommit.get(seen.commitLsn());
        if (entry != null && --entry.missing == 0) {
            Transaction whole = entry.transaction;
            byCommit.remove(seen.commitLsn());
            pending.getOrDefault(whole.namespace(), new TreeMap<>()).remove(whole.endLsn());
            newestComplete.merge(whole.namespace(), whole.commitLsn(), Math::max);
        }
    }

    /** The namespace's slot was confirmed up to here; all that was readable then has been told. */
    public void confirmed(String namespace, long position) {
        NavigableMap<Long, Pending> waiting = pending.getOrDefault(namespace, new TreeMap<>());
        List<Long> gone = new ArrayList<>(waiting.headMap(position, true).keySet());
        for (Long endLsn : gone) {
            Pending entry = waiting.remove(endLsn);
            if (entry != null) {
                byCommit.remove(entry.transaction.commitLsn());
                findings.add(
                        Invariant.CONFIRM,
                        namespace + " is confirmed up to " + Long.toHexString(position) + ", but " + entry.missing
                                + " messages of the transaction that ends at " + Long.toHexString(endLsn)
                                + " are not readable");
            }
        }
    }

    /** The namespace's slot will remember that it is confirmed up to here: nothing before it is sent again. */
    public void remembered(String namespace, long position) {
        confirmed.merge(namespace, position, Math::max);
    }

    /** The server was away: a slot may have gone back to its last checkpoint. */
    public void mayHaveForgotten() {
        confirmed.clear();
    }

    /** Whether everything that the namespace's transactions make is readable, and confirmed. */
    public boolean isConfirmed(String namespace) {
        return confirmed.getOrDefault(namespace, 0L) > newestComplete(namespace);
    }

    /** Everything has had its time: what is missing is lost. */
    public void finished() {
        for (Message message : messages.values()) {
            if (message.content != null && !message.excused) {
                findings.add(Invariant.LOSS, "message " + message.number + " of " + message.topic + '/' + message.key);
            }
        }
    }

    private static String namespace(String key) {
        return key.substring(0, key.indexOf(' '));
    }

    /** How many committed transactions are not readable whole. */
    public long pending() {
        return pending.values().stream().mapToLong(Map::size).sum();
    }

    /** The commit position of the newest transaction of the namespace that is readable whole; 0 before the first. */
    public long newestComplete(String namespace) {
        return newestComplete.getOrDefault(namespace, 0L);
    }

    /** How many messages the namespace's transactions make. */
    public long committedMessages(String namespace) {
        return committedMessages.getOrDefault(namespace, 0L);
    }

    /** How many records were repeats, in one namespace. */
    public long repeats(String namespace) {
        return repeats.getOrDefault(namespace, 0L);
    }

    /** How many records of the namespace were read. */
    public long read(String namespace) {
        return read.getOrDefault(namespace, 0L);
    }

    /** How many records were read. */
    public long delivered() {
        return delivered;
    }

    /** How many records were repeats. */
    public long repeats() {
        return order.repeats();
    }

    /** How many gaps there were in repeats. */
    public long gapsInRepeats() {
        return order.gapsInRepeats();
    }
}
