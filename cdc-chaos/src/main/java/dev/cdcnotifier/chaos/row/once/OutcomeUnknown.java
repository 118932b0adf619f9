package dev.cdcnotifier.chaos.row.once;

import static dev.cdcnotifier.chaos.row.RowWorld.require;

import dev.cdcnotifier.chaos.row.RowWorld;
import dev.cdcnotifier.testkit.Await;
import dev.cdcnotifier.testkit.Direction;
import java.time.Duration;

/** K17. */
final class OutcomeUnknown extends ExactlyOnceRow {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        String slot = rows.runner().name();
        rows.world().kafkaProxy().freeze(Direction.TO_CLIENT);
        Await.until("the session to give up", PATIENCE, () -> rows.runner()
                .streams()
                .contains("\"RETRY\""));
        require(rows.world().checker().awaitTurn(PATIENCE), "the topics cannot be read");
        boolean unknown = !rows.world().checker().isConfirmed(slot);
        rows.world().kafkaProxy().thaw();
        rows.within("streaming again", RowWorld.BACK, rows.awaitRecovery());
        require(unknown, "everything that was committed in Kafka had been confirmed: the fault came at another moment");
    }
}
