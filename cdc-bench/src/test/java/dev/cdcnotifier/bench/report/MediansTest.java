package dev.cdcnotifier.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {

    @Test
    void a_median_is_the_middle_one_or_the_mean_of_two() {
        assertThat(Medians.of(List.of(9.0, 1.0, 2.0), one -> one)).isEqualTo(2);
        assertThat(Medians.of(List.of(9.0, 1.0, 2.0, 4.0), one -> one)).isEqualTo(3);
        assertThat(Medians.of(List.<Double>of(), one -> one)).isNaN();
    }
}
