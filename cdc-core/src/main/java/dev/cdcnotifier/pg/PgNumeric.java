package dev.cdcnotifier.pg;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A numeric: an exact decimal number, or one of the three values that are none, which {@link BigDecimal} cannot hold. Equal
 * when the value and its scale are equal, so {@code 1.0} and {@code 1.00} differ, as PostgreSQL prints them differently;
 * NaN is equal to itself. Immutable.
 */
public final class PgNumeric {

    public static final PgNumeric NAN = new PgNumeric("NaN", null);

    /** PostgreSQL 14 and later. */
    public static final PgNumeric POSITIVE_INFINITY = new PgNumeric("Infinity", null);

    /** PostgreSQL 14 and later. */
    public static final PgNumeric NEGATIVE_INFINITY = new PgNumeric("-Infinity", null);

    private final String word;
    private final @Nullable BigDecimal value;

    private PgNumeric(String word, @Nullable BigDecimal value) {
        this.word = word;
        this.value = value;
    }

    public static PgNumeric of(BigDecimal value) {
        return new PgNumeric("", value);
    }

    /** Whether it is a number, neither NaN nor an infinity. */
    public boolean isFinite() {
        return value != null;
    }

    /**
     * The number, exact, with the scale that PostgreSQL has it in.
     *
     * @throws PgValueException when it is NaN or an infinity: ask {@link #isFinite} first
     */
    public BigDecimal toBigDecimal() {
        if (value == null) {
            throw new PgValueException("numeric", "is " + word + ", which is no decimal number");
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PgNumeric that && word.equals(that.word) && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(word, value);
    }

    /** As PostgreSQL prints it: without an exponent, {@code NaN}, {@code Infinity} or {@code -Infinity}. */
    @Override
    public String toString() {
        return value == null ? word : value.toPlainString();
    }
}
