package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/runbooks/import-erlang-config.md}: its example gives what it prints. */
class ImportRunbookTest {

    private static final Path PAGE = Path.of("..", "docs", "runbooks", "import-erlang-config.md");

    @TempDir
    private Path folder;

    @Test
    void the_example_gives_what_the_page_prints() throws IOException {
        String page = Files.readString(PAGE);
        Path source = Files.writeString(folder.resolve("sys.config"), block(page, "erlang"));
        Path result = folder.resolve("cdc-notifier.conf");
        StringWriter err = new StringWriter();

        int exitCode = RootCommand.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "import",
                source.toString(),
                "--output",
                result.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(result).hasContent(block(page, "hocon"));
        assertThat(err.toString().replace(folder + "/", "")).isEqualTo(block(page, "text"));
    }

    /** The first block of code at the left margin in that language. */
    private static String block(String page, String language) {
        Matcher block = Pattern.compile("(?ms)^```" + language + "(?: not-run [^\n]*)?\n(.*?)^```$")
                .matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
