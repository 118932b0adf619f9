package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.pg.SlotName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationSettingsTest {

    private static final SlotName SLOT = new SlotName("s");

    private static ReplicationSettings of(PublicationSpec... publications) {
        return ReplicationSettings.of(SLOT, List.of(publications), Provision.VERIFY, Provision.VERIFY);
    }

    @Test
    void a_stream_has_at_least_one_publication_and_none_twice() {
        PublicationSpec publication = TestDatabase.publication("p", "t");
        assertThatThrownBy(ReplicationSettingsTest::of).hasMessageContaining("no publication");
        assertThatThrownBy(() -> of(publication, publication)).hasMessageContaining("p twice");
        assertThat(of(publication).names()).containsExactly(publication.name());
    }

    @Test
    void a_connection_is_taken_for_dead_in_time_to_notice_it_within_thirty_seconds_and_not_before_the_server_would() {
        assertThat(of(TestDatabase.publication("p", "t")).silenceLimit())
                .isBetween(ReplicationSettings.WAL_SENDER_TIMEOUT, Duration.ofSeconds(25));
    }

    @Test
    void a_reason_has_a_code_for_metrics() {
        assertThat(Reason.PUBLICATION_MISSING.code()).isEqualTo("publication_missing");
    }
}
