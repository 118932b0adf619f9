package dev.cdcnotifier.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {

    @ParameterizedTest
    @CsvSource({
        "140017, true",
        "140018, false",
        "150012, true",
        "150013, false",
        "160008, true",
        "160009, false",
        "170004, true",
        "170005, false",
        "180000, false"
    })
    void minors_that_lose_changes_while_a_publication_is_made_are_known(int version, boolean loses) {
        assertThat(ServerCheck.losesChangesAtCreatePublication(new ServerFacts(version, "1", 1)))
                .isEqualTo(loses);
    }
}
