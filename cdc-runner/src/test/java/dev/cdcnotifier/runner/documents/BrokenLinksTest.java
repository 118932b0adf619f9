package dev.cdcnotifier.runner.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenLinksTest {

    @TempDir
    private Path folder;

    @Test
    void every_link_between_documents_leads_somewhere() throws IOException {
        Path root = Path.of("..");
        assertThat(Documents.below(root)).contains(root.resolve("README.md"), root.resolve("docs/operations.md"));
        assertThat(new BrokenLinks(root).find()).isEmpty();
    }

    @Test
    void each_kind_of_broken_link_is_found() throws IOException {
        write("other.md", "# One heading");
        write("data.json", "{}");
        write(
                "page.md",
                """
                # Page
                [a](no.md), [b](other.md#two-headings), [c](#nowhere), [d](../../etc/passwd), [e](data.json#x)

                ![f](no.svg)

                | g |
                |---|
                | [g](gone/) |

                [h][ref]

                [ref]: gone.md
                """);
        assertThat(new BrokenLinks(folder).find())
                .containsExactly(
                        "page.md: (no.md) leads to no file",
                        "page.md: (other.md#two-headings) leads to no heading; there are one-heading",
                        "page.md: (#nowhere) leads to no heading; there are page",
                        "page.md: (../../etc/passwd) leads out of the repository",
                        "page.md: (data.json#x) names a heading of a file that has none",
                        "page.md: (no.svg) leads to no file",
                        "page.md: (gone/) leads to no file",
                        "page.md: (gone.md) leads to no file");
    }

    @Test
    void what_leads_somewhere_is_no_broken_link() throws IOException {
        write("docs/a b.md", "# `http.host` and *more*: это, «так»\n## Twice\n## Twice");
        write(
                "page.md",
                """
                # Page
                [a](docs/a%20b.md), [b](docs/a%20b.md#httphost-and-more-это-так), [c](docs/a%20b.md#twice-1), [d](#page),
                [e](docs), [f](https://example.invalid/no#x), [g](mailto:x@example.invalid)

                `[h](no.md)` is code, and so is

                ```
                [i](no.md)
                ```
                """);
        assertThat(new BrokenLinks(folder).find()).isEmpty();
    }

    @Test
    void what_a_build_has_made_is_not_looked_at() throws IOException {
        write("module/target/page.md", "[a](no.md)");
        assertThat(Documents.below(folder)).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
