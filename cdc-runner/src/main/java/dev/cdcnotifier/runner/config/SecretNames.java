package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.delivery.ProducerSettings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells secrets by their names, and what looks like one inside of other values. What is not known and sounds like a secret
 * is taken for one: it is better not to show a value than to show a password. Pure.
 */
final class SecretNames {

    /** What is shown in place of a secret. */
    static final String MASK = "***";

    private static final Pattern SMELLS = Pattern.compile(
            "(?i)passw|passphrase|passcode|pwd|secret|token|jaas|credential|private|api-?key|(^|[.-])key$");

    /** Names of places and kinds, not of what lies there. */
    private static final Pattern HARMLESS =
            Pattern.compile("(?i)([.-]location|[.-]url|[.-]uri|[.-]type|[.-]class|[.-]name|[.-](ms|seconds))$");

    /** Something like {@code password=…} inside of a value. */
    private static final Pattern INNER =
            Pattern.compile("(?i)(passw|passphrase|pwd|secret|token|credential|jaas)[^=:\\s]{0,20}\\s*[=:]");

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*(?=@)");

    private SecretNames() {}

    /** @param path the names of the blocks and of the value, below {@code cdc-notifier} */
    static boolean isSecret(List<String> path) {
        if (isKeyFile(path)) {
            return false;
        }
        return switch (EffectiveBlock.propertiesStart(path)) {
            case 2 -> isKafkaSecret(String.join(".", path.subList(2, path.size())));
            // What a driver has of properties is not known here.
            case 3 ->
                SMELLS.matcher(String.join(".", path.subList(3, path.size()))).find();
            default -> isOurSecret(path.get(path.size() - 1));
        };
    }

    private static boolean isKafkaSecret(String property) {
        return ProducerSettings.secretNames().contains(property)
                || SMELLS.matcher(property).find()
                        && !HARMLESS.matcher(property).find();
    }

    private static boolean isOurSecret(String key) {
        return SMELLS.matcher(key).find() && !key.endsWith("-file");
    }

    /** The file of a database's client key. */
    private static boolean isKeyFile(List<String> path) {
        return path.size() == 4
                && path.get(0).equals("databases")
                && path.get(2).equals("ssl")
                && path.get(3).equals("key");
    }

    /** A value that is no secret, without the secrets that are in it. */
    static String masked(String value) {
        return INNER.matcher(value).find() ? MASK : USER_INFO.matcher(value).replaceAll(MASK);
    }
}
