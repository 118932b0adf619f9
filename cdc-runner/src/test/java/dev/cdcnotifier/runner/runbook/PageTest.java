package dev.cdcnotifier.runner.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cdcnotifier.runner.runbook.Step.Command;
import dev.cdcnotifier.runner.runbook.Step.Event;
import dev.cdcnotifier.runner.runbook.Step.LogLines;
import dev.cdcnotifier.runner.runbook.Step.NotRun;
import dev.cdcnotifier.runner.runbook.Step.Outcome;
import dev.cdcnotifier.runner.runbook.Step.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

    @TempDir
    private Path folder;

    @Test
    void the_steps_of_a_page_come_in_its_order() throws IOException {
        Path page = page(
                """
                <!-- happens: the sky falls -->
                1. In a list:
                   ```sh until
                   look
                     closer
                   ```
                   ```text
                   fallen
                   ```
                ```sql fails
                SELECT 1;
                ```
                ```log
                it fell
                ```
                ```hocon
                a = 1
                ```
                ```sh not-run nobody has a ladder
                climb
                ```
                ```sh
                wait
                ```
                """);
        assertThat(Page.read(page))
                .containsExactly(
                        new Event(1, "the sky falls"),
                        new Command(3, "look\n  closer\n", Outcome.UNTIL, new Expected("fallen\n")),
                        new Command(10, "psql -X -v ON_ERROR_STOP=1 <<'SQL'\nSELECT 1;\nSQL\n", Outcome.FAILS, null),
                        new LogLines(13, new Expected("it fell\n")),
                        new Setting(16, "a = 1\n"),
                        new NotRun(19, "nobody has a ladder"),
                        new Command(22, "wait\n", Outcome.SUCCEEDS, null));
    }

    @Test
    void a_block_of_which_nothing_is_known_is_a_mistake_of_the_page() throws IOException {
        assertMistake("```bash\nls\n```\n", "page.md:1: a block of \"bash\"");
        assertMistake("```\nls\n```\n", "page.md:1: a block of \"\"");
        assertMistake("\n```sh maybe\nls\n```\n", "page.md:2: \"sh maybe\" is none of fails, until");
        assertMistake("```sh not-run\nls\n```\n", "page.md:1: \"sh not-run\" is none of");
        assertMistake("```sh\nls\n", "page.md:1: the block has no end");
    }

    private void assertMistake(String text, String message) throws IOException {
        Path page = page(text);
        assertThatThrownBy(() -> Page.read(page)).hasMessageContaining(message);
    }

    private Path page(String text) throws IOException {
        return Files.writeString(folder.resolve("page.md"), text);
    }
}
