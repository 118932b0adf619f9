package dev.cdcnotifier.runner.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code reference.conf} as its reader sees it: blocks and settings in their order, each with the comment above it. A
 * setting without a default stands in a comment, as a line {@code # name = value} and nothing else; an example in a comment
 * is indented by two more spaces.
 *
 * <p>The HOCON library reads the file for the process. It tells nothing of settings in comments, nor of empty lines.
 */
record ReferenceFile(List<String> header, List<Entry> entries) {

    private static final Pattern BLOCK = Pattern.compile("([a-z-]+) \\{(})?");
    private static final Pattern SETTING = Pattern.compile("([a-z-]+) = (.+)");
    private static final String ROOT = "cdc-notifier";

    /** What stands at the path: a block, a setting with its default, or one without, whose value is an example. */
    enum Kind {
        BLOCK,
        SETTING,
        UNSET
    }

    /**
     * A block or a setting.
     *
     * @param path below cdc-notifier; a block of the top has no dot
     * @param value as it is written; empty for a block
     * @param comment its lines without the {@code #} and one space
     */
    record Entry(String path, Kind kind, String value, List<String> comment) {}

    /** @throws IllegalArgumentException naming the line that has another form than these */
    static ReferenceFile parse(String text) {
        return new Reader().read(text);
    }

    private static final class Reader {

        private final Deque<String> blocks = new ArrayDeque<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<String> header = new ArrayList<>();
        private List<String> comment = new ArrayList<>();

        ReferenceFile read(String text) {
            text.lines().map(String::strip).forEach(this::line);
            return new ReferenceFile(header, entries);
        }

        private void line(String line) {
            Matcher block = BLOCK.matcher(line);
            Matcher setting = SETTING.matcher(line);
            if (line.startsWith("#")) {
                comment(line.replaceFirst("# ?", ""));
            } else if (line.isEmpty()) {
                endOfParagraph();
            } else if (line.equals("}")) {
                blocks.removeLast();
            } else if (setting.matches()) {
                add(Kind.SETTING, setting.group(1), setting.group(2));
            } else if (block.matches()) {
                open(block.group(1), block.group(2) != null);
            } else {
                throw new IllegalArgumentException("not a block, a setting or a comment: " + line);
            }
        }

        private void comment(String line) {
            Matcher unset = SETTING.matcher(line);
            if (unset.matches()) {
                add(Kind.UNSET, unset.group(1), unset.group(2));
            } else {
                comment.add(line);
            }
        }

        private void endOfParagraph() {
            if (blocks.isEmpty()) {
                header.addAll(comment);
            } else if (!comment.isEmpty()) {
                throw new IllegalArgumentException("a comment with nothing below it: " + comment);
            }
            comment = new ArrayList<>();
        }

        private void open(String name, boolean empty) {
            if (!name.equals(ROOT)) {
                add(Kind.BLOCK, name, "");
            }
            if (!empty) {
                blocks.addLast(name);
            }
        }

        private void add(Kind kind, String name, String value) {
            List<String> path = new ArrayList<>(blocks);
            path.remove(ROOT);
            path.add(name);
            entries.add(new Entry(String.join(".", path), kind, value, comment));
            comment = new ArrayList<>();
        }
    }
}
