package dev.cdcnotifier.slot;

import dev.cdcnotifier.change.RowId;
import dev.cdcnotifier.pg.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The server's side of a simulated world: a log of transactions that grows as a seed has it, and a slot. A row of a key
 * reads {@code key:number}, numbered from 1 in commit order.
 */
final class SimulatedPostgres {

    /** The keys of ordinary rows are below this; it is the key of the one row that may be poison. */
    static final int POISON_KEY = 5;

    static final String POISON_ROW = POISON_KEY + ":1";

    /** A row that becomes no message. */
    static final String SILENT_ROW = "-";

    private static final long LOG_START = 1_000;

    record Transaction(Lsn commit, Lsn end, List<String> rows) {}

    private final SplittableRandom random;
    private final int size;
    private final int poisoned;
    private final List<Transaction> log = new ArrayList<>();
    private final int[] numbers = new int[POISON_KEY];
    private long walEnd = LOG_START;
    private Lsn slot = new Lsn(LOG_START);
    private Lsn onDisk = slot;

    SimulatedPostgres(SplittableRandom random, boolean poison) {
        this.random = random;
        this.size = 5 + random.nextInt(25);
        this.poisoned = poison ? random.nextInt(size) : -1;
    }

    /** The log grows, often by a transaction of ours; now and then the slot is written to disk. */
    void work() {
        walEnd += random.nextInt(50);
        if (random.nextInt(20) == 0) {
            onDisk = slot;
        }
        if (isComplete()) {
            return;
        }
        List<String> rows = new ArrayList<>();
        for (int left = random.nextInt(10) == 0 ? random.nextInt(60) : random.nextInt(5); left > 0; left--) {
            int key = random.nextInt(POISON_KEY);
            rows.add(random.nextInt(8) == 0 ? SILENT_ROW : key + ":" + ++numbers[key]);
        }
        if (log.size() == poisoned) {
            rows.add(random.nextInt(rows.size() + 1), POISON_ROW);
        }
        Lsn commit = new Lsn(++walEnd);
        walEnd += 1 + random.nextInt(40);
        log.add(new Transaction(commit, new Lsn(walEnd), rows));
    }

    /** The server dies: it knows of the slot what was on disk. */
    void crash() {
        slot = onDisk;
    }

    void confirmed(Lsn lsn) {
        slot = Lsn.max(slot, lsn);
    }

    Lsn slot() {
        return slot;
    }

    /** Which row is the poison one; the last transaction that has it was committed. */
    RowId poison() {
        Transaction transaction = log.get(poisoned);
        return new RowId(transaction.commit(), transaction.rows().indexOf(POISON_ROW) + 1);
    }

    long walEnd() {
        return walEnd;
    }

    List<Transaction> log() {
        return log;
    }

    /** Whether all transactions of this world are committed. */
    boolean isComplete() {
        return log.size() == size;
    }

    /** The first transaction that is sent from that position on. */
    int firstFrom(Lsn start) {
        int first = 0;
        while (first < log.size() && log.get(first).commit().isBefore(start)) {
            first++;
        }
        return first;
    }
}
