package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimeTextTest {

    /** 4714-11-24 BC, where PostgreSQL's calendar starts. */
    private static final long FIRST_SECOND = -210_866_803_200L;

    private static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000 - 1;

    @Property(tries = 5000)
    void every_timestamp_reads_as_java_time_has_it(
            @ForAll @LongRange(min = FIRST_SECOND, max = LAST_SECOND) long second,
            @ForAll @IntRange(max = 999_999) int micros,
            @ForAll @IntRange(min = -57_599, max = 57_599) int offset) {
        assertThat(micros(print(second, micros, offset))).isEqualTo(second * 1_000_000 + micros);
    }

    @Property(tries = 5000)
    void every_timestamp_of_our_era_reads_as_java_time_has_it(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
            @ForAll @IntRange(max = 999_999) int micros,
            @ForAll @IntRange(min = -57_599, max = 57_599) int offset) {
        assertThat(micros(print(second, micros, offset))).isEqualTo(second * 1_000_000 + micros);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-03-22 06:12:27+00          , 2026-03-22T06:12:27Z
                    2026-03-22 06:12:27.5+00        , 2026-03-22T06:12:27.5Z
                    2026-03-22 06:12:59.999999+00   , 2026-03-22T06:12:59.999999Z
                    2026-12-31 23:59:59.999999-05   , 2027-01-01T04:59:59.999999Z
                    2026-03-22 06:12:27-05          , 2026-03-22T11:12:27Z
                    2026-03-22 06:12:27+14          , 2026-03-21T16:12:27Z
                    2026-03-22 06:12:27+05:30       , 2026-03-22T00:42:27Z
                    2026-03-22 06:12:27.25-03:30    , 2026-03-22T09:42:27.25Z
                    1900-01-01 00:00:00+02:30:17    , 1899-12-31T21:29:43Z
                    1969-12-31 23:59:59.5+00        , 1969-12-31T23:59:59.5Z
                    0001-01-01 00:00:00+03          , 0000-12-31T21:00:00Z
                    0001-01-01 00:00:00+00          , 0001-01-01T00:00:00Z
                    0001-12-31 23:59:59+00 BC       , 0000-12-31T23:59:59Z
                    0001-02-29 00:00:00+00 BC       , 0000-02-29T00:00:00Z
                    0044-03-15 12:00:00.000001+00 BC, -0043-03-15T12:00:00.000001Z
                    4714-11-24 00:00:00+00 BC       , -4713-11-24T00:00:00Z
                    2000-02-29 00:00:00+00          , 2000-02-29T00:00:00Z
                    10000-01-01 00:00:00+00         , +10000-01-01T00:00:00Z
                    294246-12-31 23:59:59.999999+00 , +294246-12-31T23:59:59.999999Z
                    294247-01-10 04:00:53.999999+00 , +294247-01-10T04:00:53.999999Z
                    """)
    void a_timestamp_reads_as_its_instant(String text, Instant expected) {
        assertThat(Instant.EPOCH.plus(micros(text), ChronoUnit.MICROS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    2026-03-22 06:12:59.999999+00, 2026-03-22T06:12:59Z
                    1969-12-31 23:59:59.5+00     , 1969-12-31T23:59:59Z
                    1969-12-31 23:59:59+00       , 1969-12-31T23:59:59Z
                    1970-01-01 00:00:00.1+00     , 1970-01-01T00:00:00Z
                    """)
    void cutting_the_fraction_off_never_leads_to_a_later_second(String text, Instant expected) {
        assertThat(PgTimestamps.epochSecond(micros(text))).isEqualTo(expected.getEpochSecond());
    }

    @Test
    void the_infinities_are_recognisable() {
        assertThat(micros("infinity")).isEqualTo(PgTimestamps.POSITIVE_INFINITY);
        assertThat(micros("-infinity")).isEqualTo(PgTimestamps.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "202-03-22 06:12:27+00",
                "22-03-2026 06:12:27+00",
                "22/03/2026 06:12:27 UTC",
                "Sun Mar 22 06:12:27 2026 UTC",
                "2026-03-22T06:12:27+00",
                "2026-03-22 06:12:27",
                "2026-03-22 06:12:27Z",
                "2026-03-22 06:12:27+0",
                "2026-03-22 06:12:27+00:",
                "2026-03-22 06:12:27+00:0",
                "2026-03-22 06:12:27+0030",
                "2026-03-22 06:12:27.+00",
                "2026-03-22 06:12:27.1234567+00",
                "2026-03-22 06:12:27+00 ",
                "2026-03-22 06:12:27+00 AD",
                "2026-03-22 06:12:27+00 BC ",
                "2026-3-22 06:12:27+00",
                "2026-03-22  06:12:27+00",
                "-2026-03-22 06:12:27+00",
                "1234567-03-22 06:12:27+00",
                "Infinity",
                "infinity ",
                "+infinity",
            })
    void what_is_no_timestamp_in_iso_style_is_refused(String text) {
        assertThatThrownBy(() -> micros(text)).isInstanceOf(PgValueException.class);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0000-01-01 00:00:00+00       , year 0
                    2026-00-22 06:12:27+00       , month
                    2026-13-22 06:12:27+00       , month
                    2026-03-00 06:12:27+00       , day
                    2026-03-32 06:12:27+00       , day
                    2026-04-31 06:12:27+00       , day
                    2026-02-29 06:12:27+00       , day
                    1900-02-29 06:12:27+00       , day
                    0002-02-29 00:00:00+00 BC    , day
                    2026-03-22 24:00:00+00       , hour
                    2026-03-22 06:60:00+00       , minute
                    2026-03-22 06:12:60+00       , second
                    2026-03-22 06:12:27+16       , offset's hour
                    2026-03-22 06:12:27+05:60    , offset's minute
                    2026-03-22 06:12:27+05:30:60 , offset's second
                    294247-01-10 04:00:54+00     , out
                    294247-01-10 04:00:55+00     , out
                    294276-12-31 23:59:59+00     , out of range
                    999999-12-31 23:59:59+00     , out of range
                    999999-12-31 23:59:59+00 BC  , out of range
                    """)
    void an_impossible_timestamp_is_refused_with_what_is_impossible(String text, String problem) {
        assertThatThrownBy(() -> micros(text))
                .isInstanceOf(PgValueException.class)
                .hasMessageStartingWith("timestamptz: ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-22 06:12:27.123456+05:30:17 BC", "-infinity"})
    void a_timestamp_cut_off_anywhere_is_refused_or_another_timestamp_and_reads_nothing_beyond(String text) {
        byte[] array = text.getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length < array.length; length++) {
            String cut = text.substring(0, length);
            if (cut.matches(".*[+](\\d\\d|\\d\\d:\\d\\d|\\d\\d:\\d\\d:\\d\\d)")) {
                assertThat(PgText.timestamptz(array, 0, length)).isEqualTo(micros(cut));
            } else {
                int end = length;
                assertThatThrownBy(() -> PgText.timestamptz(array, 0, end)).isInstanceOf(PgValueException.class);
            }
        }
    }

    private static long micros(String text) {
        byte[] array = ("9" + text + "9").getBytes(StandardCharsets.UTF_8);
        return PgText.timestamptz(array, 1, array.length - 2);
    }

    /** As PostgreSQL prints it: no trailing zeros in the fraction, no zero minutes and seconds in the offset. */
    private static String print(long second, int micros, int offset) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(second + offset, 0, ZoneOffset.UTC);
        boolean beforeChrist = local.getYear() <= 0;
        int year = beforeChrist ? 1 - local.getYear() : local.getYear();
        String clock = String.format(
                Locale.ROOT,
                "%04d-%02d-%02d %02d:%02d:%02d",
                year,
                local.getMonthValue(),
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
        String fraction =
                micros == 0 ? "" : String.format(Locale.ROOT, ".%06d", micros).replaceAll("0+$", "");
        return clock + fraction + zone(offset) + (beforeChrist ? " BC" : "");
    }

    private static String zone(int offset) {
        int seconds = Math.abs(offset);
        String zone = String.format(Locale.ROOT, "%s%02d", offset < 0 ? "-" : "+", seconds / 3600);
        if (seconds % 3600 != 0) {
            zone += String.format(Locale.ROOT, ":%02d", seconds / 60 % 60);
        }
        if (seconds % 60 != 0) {
            zone += String.format(Locale.ROOT, ":%02d", seconds % 60);
        }
        return zone;
    }
}
