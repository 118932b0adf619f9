package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;

/**
 * Resolves what falls back to what, as {@link Section#withFallback} does for the readers: a database to {@code
 * database-defaults}, a slot's {@code settings} to what holds for all slots, everything to {@code reference.conf}. In the
 * outcome nothing falls back to anything. Pure.
 */
final class EffectiveMerge {

    private static final String DATABASES = "databases";
    private static final String DEFAULTS = "database-defaults";
    private static final String CLIENTS = "kafka-clients";
    private static final String PROGRESSOR = "progressor";
    private static final String STREAMS = "streams";

    private EffectiveMerge() {}

    /** The block {@code cdc-notifier} of a file that has no problem. */
    static ConfigObject of(ConfigObject file, ConfigObject reference) {
        ConfigObject own = child(withoutNulls(file), ConfigFile.ROOT);
        ConfigObject defaults = child(reference, ConfigFile.ROOT);
        ConfigObject progressor = child(own, PROGRESSOR);
        ConfigObject forAll =
                progressor.withFallback(child(defaults, PROGRESSOR)).withoutKey(STREAMS);
        ConfigObject merged = own.withFallback(defaults).withoutKey(DEFAULTS);
        return merged.withValue(
                        DATABASES,
                        databases(child(own, DATABASES), child(own, DEFAULTS).withFallback(child(defaults, DEFAULTS))))
                .withValue(CLIENTS, child(own, CLIENTS))
                .withValue(PROGRESSOR, progressor(child(progressor, STREAMS), forAll));
    }

    private static ConfigObject databases(ConfigObject declared, ConfigObject defaults) {
        ConfigObject databases = declared;
        for (String ref : declared.keySet()) {
            databases = databases.withValue(ref, child(declared, ref).withFallback(defaults));
        }
        return databases;
    }

    /** What holds for all slots is written into each; where a slot cannot say so, it is left for all. */
    private static ConfigObject progressor(ConfigObject streams, ConfigObject forAll) {
        ConfigObject resolved = streams;
        boolean inEach = true;
        for (String ref : streams.keySet()) {
            ConfigObject slots = child(streams, ref);
            for (String name : slots.keySet()) {
                ConfigObject slot = child(slots, name);
                if (hasNamespaceForSettings(slot)) {
                    inEach = false;
                } else {
                    ConfigObject settings = child(slot, StreamsReader.SETTINGS).withFallback(forAll);
                    slots = slots.withValue(name, slot.withValue(StreamsReader.SETTINGS, settings));
                }
            }
            resolved = resolved.withValue(ref, slots);
        }
        ConfigObject rest = inEach ? ConfigFactory.empty().root() : forAll;
        return rest.withValue(STREAMS, resolved);
    }

    private static boolean hasNamespaceForSettings(ConfigObject slot) {
        return slot.get(StreamsReader.SETTINGS) instanceof ConfigObject block
                && NamespaceReader.looksLikeNamespace(block);
    }

    private static ConfigObject child(ConfigObject parent, String key) {
        return parent.get(key) instanceof ConfigObject child
                ? child
                : ConfigFactory.empty().root();
    }

    /** The readers take null for absent; HOCON takes it for a value that hides the fallback's. */
    private static ConfigObject withoutNulls(ConfigObject object) {
        ConfigObject result = object;
        for (Map.Entry<String, ConfigValue> entry : List.copyOf(object.entrySet())) {
            if (entry.getValue().valueType() == ConfigValueType.NULL) {
                result = result.withoutKey(entry.getKey());
            } else if (entry.getValue() instanceof ConfigObject nested) {
                result = result.withValue(entry.getKey(), withoutNulls(nested));
            }
        }
        return result;
    }
}
