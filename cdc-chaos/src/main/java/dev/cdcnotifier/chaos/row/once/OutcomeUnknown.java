package dev.cdcnotifier.chaos.row.once;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.Direction;
import dev.cdcnotifier.testkit.FaultyProxy;
import java.time.Duration;

/** K17. */
final class OutcomeUnknown extends ExactlyOnceRow {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SLOW = Duration.ofMillis(300);
    private static final int ATTEMPTS = 8;

    @Override
    public String id() {
        return "K17";
    }

    @Override
    public String claim() {
        return "the broker commits and its answer never arrives; the next session reads what became of it, and nothing"
                + " comes twice";
    }

    @Override
    public void run(RowWorld rows) throws Exception {
        for (int attempt = 1; !commitUnanswered(rows); attempt++) {
            require(attempt < ATTEMPTS, "no commit was under way whenever the answers were held back");
        }
    }

    /** Holds the answers back; true when Kafka has committed what the runner then does not know of. */
    private static boolean commitUnanswered(RowWorld rows) throws Exception {
        FaultyProxy proxy = rows.world().kafkaProxy();
        // Answers take a while, so that one of two is that to a commit.
        proxy.delay(Direction.TO_CLIENT, SLOW);
        rows.awaitRecovery();
        proxy.freeze(Direction.TO_CLIENT);
        Await.until("the session to give up", PATIENCE, () -> rows.runner()
                .streams()
                .contains("\"RETRY\""));
        require(rows.world().checker().awaitTurn(PATIENCE), "the topics cannot be read");
        boolean unknown = !rows.world().checker().isConfirmed(rows.runner().name());
        proxy.delay(Direction.TO_CLIENT, Duration.ZERO);
        proxy.thaw();
        rows.within("streaming again", RowWorld.BACK, rows.awaitRecovery());
        return unknown;
    }
}
