package dev.cdcnotifier.runner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import dev.cdcnotifier.runner.config.ReferenceFile.Entry;
import dev.cdcnotifier.runner.config.ReferenceFile.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dcdc.docs.write=true} writes the page anew. */
class ConfigurationPageTest {

    private static final Path REFERENCE = Path.of("src/main/resources/reference.conf");
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final String COMMAND =
            "mvn test -pl cdc-runner -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dcdc.docs.write=true";

    @TempDir
    private Path directory;

    private ConfigText config;
    private List<Entry> settings;

    @BeforeEach
    void read() throws IOException {
        config = new ConfigText(directory);
        settings = reference().entries().stream()
                .filter(entry -> entry.kind() != Kind.BLOCK)
                .toList();
    }

    @Test
    void the_page_says_what_reference_conf_says() throws IOException {
        String page = ConfigurationPage.of(reference());
        if (Boolean.getBoolean("cdc.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("docs/configuration.md is not what reference.conf says; write it anew, and commit it:\n%s", COMMAND)
                .hasContent(page);
    }

    /** The page reads the file by itself, for the sake of settings in comments; here by what the process reads it with. */
    @Test
    void the_page_has_every_default_that_the_process_has() {
        Map<String, Object> defaults = ConfigFactory.parseFile(REFERENCE.toFile())
                .getObject("cdc-notifier")
                .unwrapped();
        List<String> expected = new ArrayList<>();
        collect("", ConfigFactory.parseMap(defaults).root(), expected);

        assertThat(settings)
                .filteredOn(entry -> entry.kind() == Kind.SETTING)
                .extracting(Entry::path)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void every_setting_of_the_page_is_one_that_the_process_knows() {
        assertThat(settings).extracting(Entry::path).contains("http.port", "database-defaults.password-file");
        for (Entry entry : settings) {
            assertThat(known("cdc-notifier", entry.path())).as(entry.path()).isTrue();
        }
        assertThat(known("cdc-notifier", "progressor.no-such-setting")).isFalse();
    }

    @Test
    void what_the_page_allows_for_one_slot_or_one_database_the_process_allows() {
        for (Entry entry : settings) {
            String path = entry.path();
            String inBlock = path.substring(path.indexOf('.') + 1);
            if (ConfigurationPage.forOneSlot(path)) {
                assertThat(known(ConfigText.SLOT + ".settings", inBlock))
                        .as(path)
                        .isTrue();
            } else if (ConfigurationPage.forOneDatabase(path)) {
                assertThat(known(ConfigText.DATABASE, inBlock)).as(path).isTrue();
            } else {
                assertThat(path).startsWith("http.");
            }
        }
        assertThat(known(ConfigText.SLOT + ".settings", "streams")).isFalse();
    }

    @Test
    void a_setting_an_example_and_a_default_are_told_apart() {
        ReferenceFile file = ReferenceFile.parse(
                """
                # About the file.

                cdc-notifier {
                  # What it is for:
                  #
                  #   name = x
                  block {
                    # One that is set.
                    one = 3 s

                    # One that is not.
                    # two = "y"
                  }
                }
                """);
        assertThat(file.header()).containsExactly("About the file.");
        assertThat(file.entries())
                .containsExactly(
                        new Entry("block", Kind.BLOCK, "", List.of("What it is for:", "", "  name = x")),
                        new Entry("block.one", Kind.SETTING, "3 s", List.of("One that is set.")),
                        new Entry("block.two", Kind.UNSET, "\"y\"", List.of("One that is not.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cdc-notifier {\n  # Of nothing.\n\n  a = 1\n}", "cdc-notifier {\n  a.b : 1\n}"})
    void a_line_that_the_page_would_leave_out_is_refused(String text) {
        assertThatThrownBy(() -> ReferenceFile.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ReferenceFile reference() throws IOException {
        return ReferenceFile.parse(Files.readString(REFERENCE));
    }

    /** Whether a configuration may hold that setting; another problem with its value does not count. */
    private boolean known(String block, String path) {
        String text = block + "." + path + " = {}\n";
        return config.problemsWith(text).stream().noneMatch(problem -> problem.contains("unknown key"));
    }

    private static void collect(String path, ConfigObject block, List<String> paths) {
        block.forEach((key, value) -> {
            if (value instanceof ConfigObject inner) {
                collect(path + key + ".", inner, paths);
            } else {
                paths.add(path + key);
            }
        });
    }
}
