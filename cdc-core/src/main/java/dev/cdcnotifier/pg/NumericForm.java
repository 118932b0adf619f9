package dev.cdcnotifier.pg;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Both forms of a numeric. In binary, as {@code numeric_send} writes it: the number of digits, the weight of the first,
 * the sign, the scale, then digits to the base of 10,000. In text: digits with at most one point, never an exponent.
 */
final class NumericForm {

    private static final String TYPE = "numeric";

    private static final int HEADER_BYTES = 8;
    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int MAX_SCALE = 16_383;

    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;
    private static final Map<Integer, PgNumeric> SPECIAL = Map.of(
            0xC000, PgNumeric.NAN,
            0xD000, PgNumeric.POSITIVE_INFINITY,
            0xF000, PgNumeric.NEGATIVE_INFINITY);

    /** So many decimal digits fit a long. */
    private static final int LONG_DIGITS = 18;

    private NumericForm() {}

    static PgNumeric binary(byte[] array, int offset, int length) {
        if (length < HEADER_BYTES) {
            throw new PgValueException(TYPE, "is shorter than its header");
        }
        ByteBuffer in = ByteBuffer.wrap(array, offset, length);
        int groups = Short.toUnsignedInt(in.getShort());
        int weight = in.getShort();
        int sign = Short.toUnsignedInt(in.getShort());
        int scale = Short.toUnsignedInt(in.getShort());
        if (in.remaining() != groups * Short.BYTES) {
            throw new PgValueException(TYPE, "does not have the digits it announces");
        }
        PgNumeric special = SPECIAL.get(sign);
        if (special != null) {
            return special;
        }
        if (sign != POSITIVE && sign != NEGATIVE || scale > MAX_SCALE) {
            throw new PgValueException(TYPE, "has an impossible sign or scale");
        }
        BigInteger digits = digits(decimal(in, groups), 0, groups * BASE_DIGITS);
        // The groups before the first one that is kept are zeros, as are those after the last.
        int groupsScale = (groups - weight - 1) * BASE_DIGITS;
        return PgNumeric.of(scaled(new BigDecimal(sign == NEGATIVE ? digits.negate() : digits, groupsScale), scale));
    }

    static PgNumeric text(byte[] array, int offset, int length) {
        for (PgNumeric special : SPECIAL.values()) {
            byte[] word = special.toString().getBytes(StandardCharsets.US_ASCII);
            if (Arrays.equals(array, offset, offset + length, word, 0, word.length)) {
                return special;
            }
        }
        boolean negative = length > 0 && array[offset] == '-';
        byte[] digits = new byte[length];
        int count = 0;
        int point = -1;
        for (int i = negative ? 1 : 0; i < length; i++) {
            byte b = array[offset + i];
            if (b >= '0' && b <= '9') {
                digits[count++] = b;
            } else if (b == '.' && point < 0 && count > 0) {
                point = count;
            } else {
                throw new PgValueException(TYPE, "holds a character that is no digit");
            }
        }
        if (count == 0 || point == count) {
            throw new PgValueException(TYPE, "has no digit");
        }
        BigInteger unscaled = digits(digits, 0, count);
        return PgNumeric.of(new BigDecimal(negative ? unscaled.negate() : unscaled, point < 0 ? 0 : count - point));
    }

    private static BigDecimal scaled(BigDecimal value, int scale) {
        // Zero may have any weight; scaling it would take the memory of that many digits.
        if (value.signum() == 0) {
            return BigDecimal.valueOf(0, scale);
        }
        try {
            return value.setScale(scale);
        } catch (ArithmeticException e) {
            throw new PgValueException(TYPE, "has digits beyond its scale");
        }
    }

    private static byte[] decimal(ByteBuffer in, int groups) {
        byte[] digits = new byte[groups * BASE_DIGITS];
        for (int i = 0; i < groups; i++) {
            int group = in.getShort();
            if (group < 0 || group >= BASE) {
                throw new PgValueException(TYPE, "has a digit that is none");
            }
            for (int k = BASE_DIGITS - 1; k >= 0; k--) {
                digits[i * BASE_DIGITS + k] = (byte) ('0' + group % 10);
                group /= 10;
            }
        }
        return digits;
    }

    /** Halves the digits: a number of 147,000 digits would take its square in steps otherwise. */
    private static BigInteger digits(byte[] digits, int from, int to) {
        if (to - from <= LONG_DIGITS) {
            long value = 0;
            for (int i = from; i < to; i++) {
                value = value * 10 + digits[i] - '0';
            }
            return BigInteger.valueOf(value);
        }
        int middle = from + (to - from) / 2;
        return digits(digits, from, middle)
                .multiply(BigInteger.TEN.pow(to - middle))
                .add(digits(digits, middle, to));
    }
}
