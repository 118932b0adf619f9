package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cdcnotifier.runner.config.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    private static final String EXAMPLES = "src/test/resources/imports/";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void a_whole_translation_is_exit_code_0_and_a_file_that_the_runner_takes() throws Exception {
        Path target = folder.resolve("cdc-notifier.conf");

        assertThat(execute(EXAMPLES + "minimal.sys.config", "--output", target.toString(), "--with-secrets"))
                .isZero();

        assertThat(ConfigFile.load(target).streams()).hasSize(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("wrote " + target, "12 translated", "0 not translated");
        assertThat(err.toString()).doesNotContain("correct horse");
    }

    @Test
    void without_output_the_configuration_is_all_that_goes_to_standard_output() throws IOException {
        assertThat(execute(EXAMPLES + "full.sys.config")).isEqualTo(1);
        assertThat(out).hasToString(Files.readString(Path.of(EXAMPLES, "full.conf")));
        assertThat(err.toString()).contains("Not translated:", "cdc_progressor.batching (line 20)");
        assertThat(err.toString()).doesNotContain("Translated:");
    }

    @Test
    void the_report_lists_every_value() throws IOException {
        assertThat(execute(EXAMPLES + "full.sys.config", "--report")).isEqualTo(1);
        assertThat(err).hasToString(Files.readString(Path.of(EXAMPLES, "full.report")));
    }

    @Test
    void a_file_that_is_there_is_not_overwritten() throws IOException {
        Path target = Files.writeString(folder.resolve("mine.conf"), "mine");
        assertThat(execute(EXAMPLES + "minimal.sys.config", "-o", target.toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("cdc-notifier: " + target
                        + " exists and is not overwritten; name another file, or move it" + " away");
        assertThat(target).hasContent("mine");
    }

    @Test
    void a_file_with_secrets_is_for_its_owner_alone() throws IOException {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path target = folder.resolve("secret.conf");
        execute(EXAMPLES + "minimal.sys.config", "-o", target.toString(), "--with-secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_directory_that_is_not_there_is_one_line() {
        Path target = folder.resolve("nowhere/cdc.conf");
        assertThat(execute(EXAMPLES + "minimal.sys.config", "-o", target.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .endsWith("cannot write " + target + ": its directory does not exist" + System.lineSeparator());
    }

    @Test
    void a_file_that_is_not_erlang_is_one_line_with_its_place_and_exit_code_2() throws IOException {
        Path file = Files.writeString(folder.resolve("sys.config"), "[\n  {brod, [}]}\n].\n");
        assertThat(execute(file.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("cdc-notifier: " + file + ":2:11: a term is expected here, not \"}\"");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_file_that_is_not_there_is_one_line_and_exit_code_2() {
        assertThat(execute("nowhere.config")).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("cdc-notifier: nowhere.config: does not exist");
    }

    @Test
    void a_file_of_something_else_is_one_line() throws IOException {
        Path file = Files.writeString(folder.resolve("other.config"), "[{kernel, [{logger_level, info}]}].");
        assertThat(execute(file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("cdc-notifier: " + file + " holds nothing of the Erlang service: no streams in"
                        + " cdc_progressor, no databases in epg_connector, no clients in brod");
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "import";
        System.arraycopy(args, 0, line, 1, args.length);
        return RootCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), line);
    }
}
