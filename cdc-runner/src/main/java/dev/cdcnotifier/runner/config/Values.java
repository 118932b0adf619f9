package dev.cdcnotifier.runner.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads single values. Each function throws IllegalArgumentException with a sentence that says what the value must be and
 * what it is (a secret's is never shown). Pure.
 */
final class Values {

    private static final int SHOWN_LENGTH = 60;
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Pattern BARE_NUMBER = Pattern.compile("\\s*[+-]?[0-9.]+\\s*");

    private Values() {}

    /** A text that is not empty. */
    static String text(ConfigValue value) {
        String text = plain(value);
        if (text.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
        return text;
    }

    /** A text that may be empty and that no message ever shows. */
    static String secret(ConfigValue value) {
        if (!isPlain(value)) {
            throw new IllegalArgumentException("must be a text in quotes");
        }
        return asWritten(value);
    }

    /** A topic's name as Kafka allows it. */
    static String topic(ConfigValue value) {
        String topic = text(value);
        if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    "must be 1 to 249 letters, digits, dots, underscores and hyphens, not " + shown(value));
        }
        return topic;
    }

    static boolean bool(ConfigValue value) {
        return typed(value, "true or false", Config::getBoolean);
    }

    static Function<ConfigValue, Integer> integer(int min, int max) {
        return value -> {
            String expected = "a whole number from " + min + " to " + max;
            double number = typed(value, expected, Config::getDouble);
            if (number != Math.rint(number) || number < min || number > max) {
                throw mustBe(expected, value);
            }
            return (int) number;
        };
    }

    static Function<ConfigValue, Duration> duration(Duration min, Duration max) {
        return value -> {
            String expected = "a duration from " + inWords(min) + " to " + inWords(max) + ", for example 3 s";
            if (isPlain(value) && BARE_NUMBER.matcher(plain(value)).matches()) {
                throw new IllegalArgumentException("needs a unit, for example "
                        + plain(value).strip() + " s or " + plain(value).strip() + " ms");
            }
            Duration duration = typed(value, expected, Config::getDuration);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw mustBe(expected, value);
            }
            return duration;
        };
    }

    static Function<ConfigValue, Long> bytes(long min, long max) {
        return value -> {
            String expected = "a size from " + min + " B to " + (max >> 30) + " GiB, for example 16 MiB";
            long bytes = typed(value, expected, Config::getBytes);
            if (bytes < min || bytes > max) {
                throw mustBe(expected, value);
            }
            return bytes;
        };
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    static <E extends Enum<E>> Function<ConfigValue, E> choice(Class<E> type) {
        return value -> {
            String text = plain(value);
            List<String> names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList();
            int index = names.indexOf(text);
            if (index < 0) {
                throw new IllegalArgumentException("must be " + (names.size() > 2 ? "one of " : "")
                        + String.join(names.size() > 2 ? ", " : " or ", names) + ", not " + shown(value)
                        + NearestName.hint(text, names));
            }
            return type.getEnumConstants()[index];
        };
    }

    /** The value as messages show it. */
    static String shown(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "an object";
            case LIST -> "a list";
            case NULL -> "null";
            case STRING, NUMBER, BOOLEAN -> {
                String text = asWritten(value);
                boolean isLong = text.length() > SHOWN_LENGTH;
                yield '"' + (isLong ? text.substring(0, SHOWN_LENGTH) + "…" : text) + '"';
            }
        };
    }

    static boolean isPlain(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            case OBJECT, LIST, NULL -> false;
        };
    }

    private static String plain(ConfigValue value) {
        if (!isPlain(value)) {
            throw new IllegalArgumentException("must be a text, not " + shown(value));
        }
        return asWritten(value);
    }

    /** A number without quotes keeps its leading zeros. */
    private static String asWritten(ConfigValue value) {
        return value.atKey("value").getString("value");
    }

    private static <T> T typed(ConfigValue value, String expected, BiFunction<Config, String, T> getter) {
        if (value.valueType() == ConfigValueType.OBJECT) {
            throw mustBe(expected, value);
        }
        try {
            return getter.apply(value.atKey("value"), "value");
        } catch (ConfigException e) {
            throw mustBe(expected, value);
        }
    }

    private static IllegalArgumentException mustBe(String expected, ConfigValue value) {
        return new IllegalArgumentException("must be " + expected + ", not " + shown(value));
    }

    private static String inWords(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d";
        }
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
