package dev.cdcnotifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.pg.Lsn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The ledger against the plainest model there is: a list of transactions, each with the set of its unacked records. */
class AckLedgerProperties {

    private static final class ModelTransaction {
        final Set<Integer> unacked = new HashSet<>();
        long endLsn;
    }

    @Property(tries = 2_000)
    void completed_is_the_end_of_the_longest_prefix_without_an_unacked_record(@ForAll long seed) {
        Random random = new Random(seed);
        AckLedger ledger = new AckLedger(
                1 + random.nextInt(2_000), 1 + random.nextInt(random.nextBoolean() ? 100_000 : 10_000_000));
        List<ModelTransaction> model = new ArrayList<>();
        List<Runnable> acks = new ArrayList<>();
        ModelTransaction open = null;
        int recordIds = 0;
        long lsn = 0;
        boolean confirmed = false;
        long confirmedAt = Long.MIN_VALUE / 2;
        long tick = random.nextBoolean() ? 100_000_000L : 2_000_000_000L;
        int largest = random.nextBoolean() ? 500 : 200_000;
        for (int step = 0; step < 400; step++) {
            int dice = random.nextInt(10);
            if (open == null && dice < 4) {
                open = new ModelTransaction();
                ledger.begin(0);
                model.add(open);
            } else if (open != null && dice < 5 && ledger.hasRoom()) {
                int id = recordIds++;
                ModelTransaction owner = open;
                owner.unacked.add(id);
                InFlight record = ledger.sent(random.nextInt(largest), step * tick);
                acks.add(() -> {
                    record.acked();
                    owner.unacked.remove(id);
                });
            } else if (open != null && dice < 6) {
                lsn += 1 + random.nextInt(100);
                open.endLsn = lsn;
                ledger.commit(new Lsn(lsn));
                open = null;
            } else if (!acks.isEmpty()) {
                acks.remove(random.nextInt(acks.size())).run();
                confirmed = true;
            }
            long now = step * tick;
            if (random.nextInt(3) == 0) {
                ledger.turn(now);
                confirmedAt = confirmed ? now : confirmedAt;
                confirmed = false;
            }
            assertThat(ledger.stalledNanos(now)).isEqualTo(Math.min(ledger.oldestAgeNanos(now), now - confirmedAt));
            assertThat(ledger.completed()).isEqualTo(completed(model));
            int inFlight = model.stream().mapToInt(t -> t.unacked.size()).sum();
            assertThat(ledger.records()).isGreaterThanOrEqualTo(inFlight);
            assertThat(ledger.hasUnacked()).isEqualTo(inFlight > 0);
            if (inFlight == 0) {
                ledger.turn(now);
                confirmedAt = confirmed ? now : confirmedAt;
                confirmed = false;
                ledger.completed();
                assertThat(ledger.hasRoom())
                        .as("room when everything is confirmed")
                        .isTrue();
            }
        }
    }

    private static Lsn completed(List<ModelTransaction> model) {
        long end = 0;
        for (ModelTransaction transaction : model) {
            if (transaction.endLsn == 0 || !transaction.unacked.isEmpty()) {
                break;
            }
            end = transaction.endLsn;
        }
        return new Lsn(end);
    }
}
