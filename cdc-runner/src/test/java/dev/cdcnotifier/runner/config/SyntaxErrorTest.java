package dev.cdcnotifier.runner.config;

import static dev.cdcnotifier.runner.config.ConfigText.VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntaxErrorTest {

    @TempDir
    private Path directory;

    private ConfigText config;

    @BeforeEach
    void writeInto() {
        config = new ConfigText(directory);
    }

    @Test
    void a_missing_file_and_a_directory_are_one_line() {
        assertThat(problemOf(directory.resolve("none.conf")))
                .isEqualTo(directory.resolve("none.conf") + ": does not exist");
        assertThat(problemOf(directory)).isEqualTo(directory + ": cannot be read: not a file, or no right to");
    }

    @Test
    void an_open_brace_is_named() {
        assertThat(config.problems("cdc-notifier {\n http {\n"))
                .containsExactly("the file ends too early: a brace, a bracket or a quote is not closed (cdc.conf:3)");
    }

    @Test
    void a_wrong_character_is_named_with_its_line() {
        assertThat(config.problems("cdc-notifier {\n http.host = a@b\n}"))
                .singleElement()
                .asString()
                .contains("'@'")
                .endsWith("(cdc.conf:2)");
    }

    @Test
    void a_variable_that_is_not_set_is_named() {
        assertThat(config.problems(VALID.replace("\"s3cret\"", "${CDC_NOT_SET}")))
                .singleElement()
                .asString()
                .contains("${CDC_NOT_SET}")
                .endsWith("(cdc.conf:6)");
    }

    @Test
    void a_line_that_may_hold_a_secret_is_not_quoted() {
        assertThat(config.problems(VALID.replace("password = \"s3cret\"", "password s3cret")))
                .singleElement()
                .asString()
                .contains("not shown")
                .doesNotContain("s3cret");
    }

    @Test
    void a_problem_in_an_included_file_names_that_file() {
        config.write("more.conf", "\n\ncdc-notifier.http.port = x\n");

        assertThat(config.problemsWith("include \"more.conf\"\n"))
                .singleElement()
                .asString()
                .endsWith("(more.conf:3)");
    }

    private static String problemOf(Path file) {
        InvalidConfigException error = catchThrowableOfType(InvalidConfigException.class, () -> ConfigFile.load(file));
        return error.getMessage();
    }
}
