package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells which environment variable a value comes from: HOCON forgets it when it resolves a substitution, so it is read from
 * the file as it is before. Pure but for the environment.
 */
final class EnvironmentOrigins {

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");

    private EnvironmentOrigins() {}

    /**
     * The object with origins that name variables where values come from some.
     *
     * @param resolved the file with everything filled in
     * @param asWritten the same before; null where it cannot be told
     */
    static ConfigObject named(ConfigObject resolved, @Nullable ConfigValue asWritten) {
        ConfigObject named = resolved;
        for (Map.Entry<String, ConfigValue> entry : List.copyOf(resolved.entrySet())) {
            @Nullable ConfigValue written = child(asWritten, entry.getKey());
            if (entry.getValue() instanceof ConfigObject nested) {
                named = named.withValue(entry.getKey(), named(nested, written));
            } else if (entry.getValue().origin().filename() == null && written != null) {
                named = named.withValue(
                        entry.getKey(), entry.getValue().withOrigin(ConfigOriginFactory.newSimple(place(written))));
            }
        }
        return named;
    }

    private static @Nullable ConfigValue child(@Nullable ConfigValue parent, String key) {
        try {
            return parent instanceof ConfigObject object ? object.get(key) : null;
        } catch (ConfigException.NotResolved e) {
            // Blocks that are put together from others have no children before they are.
            return null;
        }
    }

    private static String place(ConfigValue written) {
        List<String> variables = new ArrayList<>();
        Matcher substitution = SUBSTITUTION.matcher(written.render(ConfigRenderOptions.concise()));
        while (substitution.find()) {
            String name = substitution.group(1);
            if (System.getenv(name) != null && !variables.contains(name)) {
                variables.add(name);
            }
        }
        String place = Origins.of(written.origin());
        return variables.isEmpty() ? place : Origins.ENVIRONMENT + String.join(", ", variables) + " (" + place + ")";
    }
}
