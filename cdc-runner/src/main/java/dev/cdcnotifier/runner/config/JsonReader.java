package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON with the library that reads the configuration, which knows its strict form too. Pure.
 *
 * <p>For answers of our own process. A member that comes twice is merged, and the order of members is lost.
 */
public final class JsonReader {

    private static final String ROOT = "root";

    private JsonReader() {}

    /**
     * The value as maps, lists, texts, numbers, booleans and null.
     *
     * @throws IllegalArgumentException when it is not JSON
     */
    public static @Nullable Object read(String json) {
        // The library takes only an object as a whole document.
        String document = "{\"" + ROOT + "\":" + json + "}";
        try {
            return ConfigFactory.parseString(
                            document, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                    .root()
                    .unwrapped()
                    .get(ROOT);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }
}
