package dev.cdcnotifier.chaos.row;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** D4, D6, D8: what the load does now and then, in plenty. The invariants are the claim. */
final class Transactions implements Row {

    private static final int MANY = 300;

    private final String id;
    private final String claim;
    private final Work work;

    private interface Work {
        void in(RowWorld rows) throws Exception;
    }

    private Transactions(String id, String claim, Work work) {
        this.id = id;
        this.claim = claim;
        this.work = work;
    }

    static List<Row> all() {
        return List.of(
                new Transactions("D4", "long transactions, open while many short ones commit", Transactions::overtaken),
                new Transactions("D6", "rollbacks of many rows, whole and to savepoints", Transactions::rolledBack),
                new Transactions("D8", "one key in many transactions of several connections", Transactions::sameKey));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String claim() {
        return claim + "; no gap, no reorder, nothing that was not committed";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        work.in(rows);
        rows.awaitRecovery();
    }

    private static void overtaken(RowWorld rows) throws Exception {
        try (Connection first = rows.world().connect();
                Connection second = rows.world().connect()) {
            execute(rows, first, "BEGIN", RowWorld.process("long1"));
            execute(rows, second, "BEGIN", RowWorld.process("long2"));
            for (int i = 1; i <= 10; i++) {
                rows.awaitCommits();
                for (int event = 10 * i; event < 10 * i + 10; event++) {
                    execute(rows, first, RowWorld.event("long1", event));
                    execute(rows, second, RowWorld.event("long2", event));
                }
            }
            // The one that began later commits first.
            execute(rows, second, "COMMIT");
            rows.awaitCommits();
            execute(rows, first, "COMMIT");
            rows.world().workload().wrote(rows.runner().name(), 2 * 101);
        }
    }

    private static void rolledBack(RowWorld rows) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Connection connection = rows.world().connect()) {
                String id = "rolled" + i;
                execute(rows, connection, "BEGIN", RowWorld.process(id), "SAVEPOINT before");
                execute(rows, connection, many(id).toArray(new String[0]));
                execute(rows, connection, i % 2 == 0 ? "ROLLBACK" : "ROLLBACK TO before; COMMIT");
            }
        }
        rows.world().workload().wrote(rows.runner().name(), 10);
    }

    private static List<String> many(String id) {
        List<String> statements = new ArrayList<>();
        for (int event = 1; event <= 50; event++) {
            statements.add(RowWorld.event(id, event));
        }
        return statements;
    }

    private static void sameKey(RowWorld rows) throws Exception {
        rows.write(1, RowWorld.process("busy"));
        try (Connection first = rows.world().connect();
                Connection second = rows.world().connect()) {
            for (int event = 1; event <= MANY; event++) {
                execute(rows, event % 2 == 0 ? first : second, RowWorld.event("busy", event));
            }
        }
        rows.world().workload().wrote(rows.runner().name(), MANY);
    }

    private static void execute(RowWorld rows, Connection connection, String... statements) throws Exception {
        try (Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(rows.named(one));
            }
        }
    }
}
