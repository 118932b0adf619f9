package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a configuration comes to: each setting of each stream with its value and where that comes from. Holds no secret: those
 * are masked before anything else is done with them. Immutable.
 */
public final class EffectiveConfig {

    private final EffectiveBlock root;

    private EffectiveConfig(EffectiveBlock root) {
        this.root = root;
    }

    /**
     * What that file comes to.
     *
     * @throws InvalidConfigException as {@link ConfigFile#load}: what is wrong has no effect to show
     */
    public static EffectiveConfig of(Path file) throws InvalidConfigException {
        ConfigFile.load(file);
        ConfigObject named = EnvironmentOrigins.named(
                ConfigFile.parse(file).root(), ConfigFile.parseAsWritten(file).root());
        ConfigObject effective = EffectiveMerge.of(named, ConfigFile.reference().root());
        return new EffectiveConfig(new EffectiveBlock().with(ConfigFile.ROOT, EffectiveBlock.of(effective)));
    }

    /** A configuration file with the same effect, but for the secrets, and with comments; one line each. */
    public List<String> hocon() {
        return HoconText.lines(root);
    }

    /** Blocks as maps; a value as its {@code value} and {@code from}. */
    public Map<String, Object> json() {
        return root.json();
    }
}
