package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distribution's script for completion, as bash uses it. */
class CompletionIT {

    private static final Path SCRIPT = RunnerProcess.distribution().resolve("completion/cdc-notifier_completion");

    @Test
    void the_script_is_what_the_command_prints() throws Exception {
        Path launcher = RunnerProcess.distribution().resolve("bin/cdc-notifier");
        assertThat(output(launcher.toString(), "generate-completion")).isEqualTo(Files.readString(SCRIPT));
    }

    @ParameterizedTest
    @CsvSource({
        "im,                 import",
        "generate-,          generate-completion",
        "run --conf,         --config",
        "run --config x --h, --help",
        "import --t,         --to",
        "import --with,      --with-secrets",
        "import --rep,       --report",
    })
    void bash_completes_commands_and_options(String typed, String completed) throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        String words = "cdc-notifier " + typed;
        // What bash does when the tabulator is pressed (bash(1), Programmable Completion).
        String script = "compopt() { :; }; source '" + SCRIPT + "'\n"
                + "complete -p cdc-notifier >/dev/null || exit 1\n"
                + "COMP_WORDS=(" + words + ")\n"
                + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                + "COMP_LINE='" + words + "' COMP_POINT=" + words.length() + "\n"
                + "_complete_cdc-notifier\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        assertThat(output("/bin/bash", "--norc", "-c", script).lines()).contains(completed);
    }

    /** What it writes to standard output, when it ends with exit code 0. */
    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output;
    }
}
