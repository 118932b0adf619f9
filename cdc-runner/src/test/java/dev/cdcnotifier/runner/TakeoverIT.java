package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.Pair.Loss;
import dev.cdcnotifier.runner.Pair.Takeover;
import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two runners on one slot. More takeovers by {@code -Dcdc.test.takeovers=30}. */
@Timeout(3600)
class TakeoverIT {

    private static final int MAJOR = 16;
    private static final int TAKEOVERS = Integer.getInteger("cdc.test.takeovers", 3);

    @Test
    void one_streams_and_the_other_takes_over_whatever_becomes_of_the_first() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                Pair pair = new Pair(PgServers.shared(MAJOR), kafka)) {
            List<Takeover> takeovers = pair.takeovers(TAKEOVERS);
            pair.assertNothingLostNorOutOfOrder();
            takeovers.forEach(takeover -> System.out.println("takeover " + takeover));
            assertThat(takeovers).extracting(Takeover::loss).contains(Loss.FROZEN);
        }
    }

    @Test
    void the_first_one_goes_on_after_the_other_took_over_and_died_while_it_was_frozen() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start();
                Pair pair = new Pair(PgServers.shared(MAJOR), kafka)) {
            pair.standbyComesAndGoesUnseen();
            pair.assertNothingLostNorOutOfOrder();
        }
    }
}
