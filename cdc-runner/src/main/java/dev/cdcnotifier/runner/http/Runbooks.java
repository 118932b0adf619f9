package dev.cdcnotifier.runner.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The runbooks of {@code docs/runbooks}, as they were when this was built: whoever is woken may reach this process and
 * nothing else. Shown as the text they are, with headings that can be linked to. Any thread may call it.
 */
final class Runbooks {

    /** Where they are; each has the name of its file. */
    static final String PATH = "/runbooks/";

    private static final String BY_REASON = "stopped-streams.md";

    private static final Map<String, String> PAGES = Map.of(
            "poison_row", "poison-row.md",
            "record_too_large", "poison-row.md",
            "record_rejected", "poison-row.md",
            "paused", "paused.md");

    /** Not what needs no page. */
    private static final List<String> NO_PAGE = List.of("", "stopped");

    private static final Pattern NAME = Pattern.compile("[A-Za-z-]+\\.md");

    private static final Pattern LINK = Pattern.compile("\\]\\(([A-Za-z-]*\\.md)?(#[a-z_-]+)?\\)");

    private static final String STYLE =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private Runbooks() {}

    /** The page about a reason, relative to where the process answers; empty when there is none. */
    static Optional<String> of(String reason) {
        if (NO_PAGE.contains(reason)) {
            return Optional.empty();
        }
        String page = PAGES.get(reason);
        return Optional.of(PATH.substring(1) + (page == null ? BY_REASON + "#" + reason : page));
    }

    /** A page by its name; 404 when there is none. */
    static Response page(String name) {
        String text = NAME.matcher(name).matches() ? read(name) : null;
        return text == null
                ? Response.error(404, "there is no such runbook; see " + PATH + "README.md")
                : new Response(200, "text/html; charset=utf-8", html(name, text))
                        .with("Content-Security-Policy", STYLE);
    }

    private static String html(String name, String text) {
        String body = text.lines().map(Runbooks::line).collect(Collectors.joining("\n"));
        return "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\""
                + " content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">"
                + "<title>" + name + "</title><style>body{margin:1em auto;max-width:140ch;padding:0 1em}"
                + "pre{white-space:pre-wrap;overflow-wrap:anywhere}:target{background:#fc66}</style><pre>\n" + body
                + "\n</pre></html>\n";
    }

    private static String line(String line) {
        String escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        if (line.startsWith("#")) {
            return "<strong id=\"" + anchor(line) + "\">" + escaped + "</strong>";
        }
        return LINK.matcher(escaped)
                .replaceAll(link -> link.group(1) == null && link.group(2) == null
                        ? link.group()
                        : "](<a href=\""
                                + link.group().substring(2, link.group().length() - 1) + "\">"
                                + link.group().substring(2, link.group().length() - 1) + "</a>)");
    }

    /** As the sites that show these files make it. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("^#+ *", "")
                .replaceAll("[^a-z0-9_ -]", "")
                .replace(' ', '-');
    }

    private static @Nullable String read(String name) {
        try (@Nullable InputStream in = Runbooks.class.getResourceAsStream("runbooks/" + name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
