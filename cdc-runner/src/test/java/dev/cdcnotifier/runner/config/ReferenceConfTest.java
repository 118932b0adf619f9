package dev.cdcnotifier.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceConfTest {

    private static final Config REFERENCE = ConfigFactory.parseResources("reference.conf");

    @TempDir
    private Path directory;

    @Test
    void every_default_may_be_written_into_a_configuration() {
        // Also shows that reference.conf holds no key that nobody reads.
        String defaults = "cdc-notifier " + REFERENCE.getObject("cdc-notifier").render();

        assertThat(new ConfigText(directory).problems(defaults + "\n" + ConfigText.VALID))
                .isEmpty();
    }

    @Test
    void every_setting_or_the_block_it_stands_in_has_a_comment() {
        List<String> silent = new ArrayList<>();
        collectSilent("", REFERENCE.getObject("cdc-notifier"), silent);

        assertThat(silent).isEmpty();
    }

    private static void collectSilent(String path, ConfigObject block, List<String> silent) {
        boolean blockHasComment = !block.origin().comments().isEmpty();
        block.forEach((key, value) -> {
            if (!blockHasComment && !hasComment(value) && !key.equals("progressor")) {
                silent.add(path + key);
            }
            if (value instanceof ConfigObject inner) {
                collectSilent(path + key + ".", inner, silent);
            }
        });
    }

    private static boolean hasComment(ConfigValue value) {
        return value instanceof ConfigObject block
                ? !block.origin().comments().isEmpty()
                        || block.values().stream().allMatch(ReferenceConfTest::hasComment)
                : !value.origin().comments().isEmpty();
    }
}
