package dev.cdcnotifier.runner.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each translation names the content of its original, by the id that git has for it, so that git can show what changed. */
class TranslationTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern COMMENT = Pattern.compile("(?m)\\s+(#|--) .*$");
    private static final Pattern NOTE =
            Pattern.compile("<!-- translates (\\S+) as of git object ([0-9a-f]{40}) -->\n.*", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void every_translation_is_of_the_original_as_it_is_now() throws IOException {
        assertThat(String.join("\n", stale(ROOT))).isEmpty();
    }

    @Test
    void a_translation_whose_original_has_changed_is_named_with_what_to_do() throws IOException {
        Files.createDirectories(folder.resolve("docs/ru"));
        Files.writeString(folder.resolve("a.md"), "hello\n");
        String then = "<!-- translates a.md as of git object ce013625030ba8dba906f756967f9e9ca394464a -->\n# A\n";
        Files.writeString(folder.resolve("docs/ru/a.md"), then);
        assertThat(stale(folder)).isEmpty();

        Files.writeString(folder.resolve("a.md"), "hello, world\n");
        assertThat(stale(folder))
                .containsExactly(
                        """
                        a.md has changed since docs/ru/a.md was made of it. What changed:
                            git diff ce013625030ba8dba906f756967f9e9ca394464a a.md
                        Bring docs/ru/a.md up to that, and the id in its first line to
                            4b5fa63702dd96796042e92787f464e28f09f17d""");

        Files.delete(folder.resolve("a.md"));
        assertThat(stale(folder)).containsExactly("a.md, of which docs/ru/a.md is a translation, is not there");

        Files.writeString(folder.resolve("docs/ru/b.md"), "# B\n");
        assertThat(stale(folder))
                .hasSize(2)
                .contains("docs/ru/b.md does not begin with the line that names its original");
    }

    /** Comments in them may be translated. */
    @Test
    void commands_and_what_they_print_are_those_of_the_original() throws IOException {
        for (Path translation : Documents.below(ROOT.resolve("docs/ru"))) {
            String text = Files.readString(translation);
            Matcher note = NOTE.matcher(text);
            assertThat(note.matches()).as("%s names its original", translation).isTrue();
            List<String> original = code(Files.readString(ROOT.resolve(note.group(1))));
            List<String> translated = code(text);
            assertThat(translated).as(translation.toString()).hasSameSizeAs(original);
            for (int i = 0; i < original.size(); i++) {
                assertThat(translated.get(i))
                        .as("%s, block %d", translation, i + 1)
                        .isEqualTo(original.get(i));
            }
        }
    }

    private static List<String> code(String markdown) {
        return Documents.codeBlocks(markdown).stream()
                .map(block -> COMMENT.matcher(block).replaceAll(""))
                .toList();
    }

    /** What to do about each translation that is not of the original as it is. */
    private static List<String> stale(Path root) throws IOException {
        List<String> stale = new ArrayList<>();
        for (Path translation : Documents.below(root.resolve("docs/ru"))) {
            problem(root, root.relativize(translation), Files.readString(translation))
                    .ifPresent(stale::add);
        }
        return stale;
    }

    private static Optional<String> problem(Path root, Path translation, String text) throws IOException {
        Matcher note = NOTE.matcher(text);
        if (!note.matches()) {
            return Optional.of(translation + " does not begin with the line that names its original");
        }
        String original = note.group(1);
        String then = note.group(2);
        if (!Files.exists(root.resolve(original))) {
            return Optional.of(original + ", of which " + translation + " is a translation, is not there");
        }
        String now = gitObject(Files.readAllBytes(root.resolve(original)));
        String advice =
                """
                %s has changed since %s was made of it. What changed:
                    git diff %s %s
                Bring %s up to that, and the id in its first line to
                    %s""";
        return now.equals(then)
                ? Optional.empty()
                : Optional.of(advice.formatted(original, translation, then, original, translation, now));
    }

    /** What {@code git hash-object} prints. */
    private static String gitObject(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
