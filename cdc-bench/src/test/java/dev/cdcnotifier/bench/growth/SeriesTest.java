package dev.cdcnotifier.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeriesTest {

    @ParameterizedTest
    @EnumSource
    void no_backlog_is_larger_than_the_largest_and_each_has_points_of_its_own(Series series) {
        for (int largest : new int[] {10, 1_000, 10_000_000}) {
            assertThat(series.points(largest)).isNotEmpty();
            assertThat(series.points(largest)).allMatch(point -> point.rows() <= largest);
            assertThat(series.points(largest)).extracting(Point::label).doesNotHaveDuplicates();
            assertThat(series.points(largest)).extracting(Point::series).containsOnly(series.id());
        }
    }

    @Test
    void a_transaction_grows_to_five_million_rows() {
        assertThat(Series.TRANSACTION_SIZE.points(10_000_000))
                .extracting(Point::rowsPerTransaction)
                .containsExactly(1, 10, 1_000, 100_000, 1_000_000, 5_000_000);
    }

    @Test
    void the_shares_of_the_slots_are_all_rows_and_nearly_equal() {
        Point point = new Point("slots", "3", 10_000_000, 10, 100, 3, 1);
        assertThat(point.firstRow(0)).isZero();
        assertThat(point.firstRow(1)).isEqualTo(3_333_333);
        assertThat(point.firstRow(2)).isEqualTo(6_666_666);
        assertThat(point.firstRow(3)).isEqualTo(10_000_000);
    }
}
