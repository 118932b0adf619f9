package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.runner.config.ReferenceFile.Entry;
import dev.cdcnotifier.runner.config.ReferenceFile.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes {@code docs/configuration.md} from {@code reference.conf}. */
final class ConfigurationPage {

    private static final String TITLE =
            """
            # Configuration

            <!-- Made of cdc-runner/src/main/resources/reference.conf by ConfigurationPageTest, which says how. -->

            """;

    private static final String INDEX =
            """

            A file that is wrong ends the process with exit code 2 and all its problems at once, each with its path and line; an
            unknown setting is one. A change takes effect at the next start. What the words mean: [concepts](concepts.md). A file
            to start from: [cdc-notifier.example.conf](../config/cdc-notifier.example.conf). The same as a configuration:
            [reference.conf](../cdc-runner/src/main/resources/reference.conf), of which this page is made.

            ## All settings

            All paths stand below `cdc-notifier`. "For one" says where a setting may differ from what holds for all: for one
            *database* in its block of `databases`, for one *slot* in its block `settings`. Beside them stand three blocks with
            names of yours: [`databases`](#databases), [`kafka-clients`](#kafka-clients) and
            [`progressor.streams`](#progressorstreams).

            | setting | default | for one |
            |---|---|---|
            """;

    /** What a comment says in the language of the file: a variable, or a setting with its value. */
    private static final Pattern CODE = Pattern.compile("\\$\\{\\??[A-Z_]+}|[a-z]+(?:[-_.][a-z]+)* = [a-z0-9_-]+");

    /** A word that may be the name of a setting: others are words of every day. */
    private static final Pattern HYPHENATED = Pattern.compile("(?<![`#-])\\b[a-z]+(?:-[a-z]+)+\\b(?![`-])");

    private final ReferenceFile reference;
    private final Map<String, String> pathByName = new HashMap<>();

    private ConfigurationPage(ReferenceFile reference) {
        this.reference = reference;
        reference.entries().forEach(entry -> pathByName.put(name(entry.path()), entry.path()));
    }

    /** The whole page. */
    static String of(ReferenceFile reference) {
        return new ConfigurationPage(reference).text();
    }

    /** Whether a setting may differ for one slot. */
    static boolean forOneSlot(String path) {
        return path.startsWith("progressor.") && !path.startsWith("progressor.streams");
    }

    /** Whether a setting may differ for one database. */
    static boolean forOneDatabase(String path) {
        return path.startsWith("database-defaults.");
    }

    private String text() {
        StringBuilder page = new StringBuilder(TITLE);
        page.append(paragraphs("", reference.header())).append(INDEX);
        for (Entry entry : reference.entries()) {
            if (entry.kind() != Kind.BLOCK) {
                page.append(row(entry));
            }
        }
        String last = "";
        for (Entry entry : reference.entries()) {
            page.append('\n').append(entry.kind() == Kind.BLOCK ? block(entry) : setting(entry, last));
            last = entry.path();
        }
        return page.toString();
    }

    private static String row(Entry entry) {
        String scope = forOneSlot(entry.path()) ? " slot" : forOneDatabase(entry.path()) ? " database" : "";
        String value = entry.kind() == Kind.UNSET ? "" : " " + code(entry.value());
        return "| " + link(entry.path(), entry.path()) + " |" + value + " |" + scope + " |\n";
    }

    private String block(Entry entry) {
        String level = entry.path().contains(".") ? "### " : "## ";
        return level + code(entry.path()) + "\n\n" + paragraphs(entry.path(), entry.comment());
    }

    /** @param above the setting above, whose comment holds for this one when it has none of its own */
    private String setting(Entry entry, String above) {
        String facts = entry.kind() == Kind.UNSET
                ? "Not set. For example: " + code(entry.value())
                : "Default: " + code(entry.value());
        String meaning = entry.comment().isEmpty()
                ? "Told of under " + link(above, above) + ".\n"
                : paragraphs(entry.path(), entry.comment());
        return "### " + code(entry.path()) + "\n\n" + facts + scope(entry.path()) + "\n\n" + meaning;
    }

    private static String scope(String path) {
        if (forOneSlot(path)) {
            return " · for one slot: " + code("settings." + path.substring("progressor.".length()));
        }
        return forOneDatabase(path)
                ? " · for one database: " + code("databases.NAME." + path.substring("database-defaults.".length()))
                : "";
    }

    /** A comment as Markdown: an empty line parts paragraphs, and what is indented is an example. */
    private String paragraphs(String path, List<String> comment) {
        List<String> lines = new ArrayList<>();
        boolean example = false;
        for (String line : comment) {
            boolean indented = line.startsWith("  ");
            if (indented != example) {
                lines.add(indented ? "```hocon" : "```");
                example = indented;
            }
            lines.add(indented ? line.substring(2) : prose(path, line));
        }
        if (example) {
            lines.add("```");
        }
        return String.join("\n", lines) + "\n";
    }

    private String prose(String path, String line) {
        String withCode = CODE.matcher(line).replaceAll("`$0`");
        return HYPHENATED.matcher(withCode).replaceAll(word -> {
            String named = pathByName.getOrDefault(word.group(), path);
            return named.equals(path) ? word.group() : link(word.group(), named);
        });
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    /** A link to the heading of a setting or a block, whose anchor is the path without its dots. */
    private static String link(String text, String path) {
        return "[" + code(text) + "](#" + path.replace(".", "") + ")";
    }
}
