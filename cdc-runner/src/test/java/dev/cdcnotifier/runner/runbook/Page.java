package dev.cdcnotifier.runner.runbook;

import dev.cdcnotifier.runner.runbook.Step.Command;
import dev.cdcnotifier.runner.runbook.Step.Event;
import dev.cdcnotifier.runner.runbook.Step.LogLines;
import dev.cdcnotifier.runner.runbook.Step.NotRun;
import dev.cdcnotifier.runner.runbook.Step.Outcome;
import dev.cdcnotifier.runner.runbook.Step.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what is to be done from a page in Markdown. */
public final class Page {

    private static final Pattern FENCE = Pattern.compile("^(\\h*)```(.*)$");
    private static final Pattern EVENT = Pattern.compile("^\\h*<!-- happens: (.+) -->$");

    /** A fenced block. */
    private record Block(int line, String info, String text) {

        boolean is(String language) {
            return info.equals(language) || info.startsWith(language + ' ');
        }

        String mode() {
            int blank = info.indexOf(' ');
            return blank < 0 ? "" : info.substring(blank + 1);
        }
    }

    private final String name;
    private final List<String> lines;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    private Page(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /**
     * The steps of a page in their order.
     *
     * @throws IllegalArgumentException for a block that is none of those that there are, with its line
     */
    public static List<Step> read(Path file) throws IOException {
        Page page = new Page(file.getFileName().toString(), Files.readAllLines(file));
        page.read();
        return page.steps;
    }

    private void read() {
        while (at < lines.size()) {
            Matcher event = EVENT.matcher(lines.get(at));
            if (event.matches()) {
                steps.add(new Event(at + 1, event.group(1)));
            } else if (FENCE.matcher(lines.get(at)).matches()) {
                add(block());
            }
            at++;
        }
    }

    private void add(Block block) {
        if (block.is("sh")) {
            steps.add(command(block, block.text()));
        } else if (block.is("sql")) {
            steps.add(command(block, "psql -X -v ON_ERROR_STOP=1 <<'SQL'\n" + block.text() + "SQL\n"));
        } else if (block.is("hocon") && !block.mode().startsWith("not-run")) {
            steps.add(new Setting(block.line(), block.text()));
        } else if (block.is("log")) {
            steps.add(new LogLines(block.line(), new Expected(block.text())));
        } else if (!block.is("hocon") && !block.is("text") && !block.is("erlang")) {
            throw new IllegalArgumentException(name + ':' + block.line() + ": a block of \"" + block.info() + '"');
        }
    }

    private Step command(Block block, String script) {
        return switch (block.mode()) {
            case "" -> new Command(block.line(), script, Outcome.SUCCEEDS, expected());
            case "fails" -> new Command(block.line(), script, Outcome.FAILS, expected());
            case "until" -> new Command(block.line(), script, Outcome.UNTIL, expected());
            default -> {
                Matcher reason = Pattern.compile("not-run (.+)").matcher(block.mode());
                if (!reason.matches()) {
                    throw new IllegalArgumentException(name + ':' + block.line() + ": \"" + block.info()
                            + "\" is none of fails, until, and not-run with a reason");
                }
                yield new NotRun(block.line(), reason.group(1));
            }
        };
    }

    /** The block of text that follows at once. */
    private @Nullable Expected expected() {
        int next = at + 1;
        while (next < lines.size() && lines.get(next).isBlank()) {
            next++;
        }
        if (next == lines.size() || !lines.get(next).strip().equals("```text")) {
            return null;
        }
        at = next;
        return new Expected(block().text());
    }

    /** Reads a block from its first line to its last one. */
    private Block block() {
        int first = at;
        Matcher fence = FENCE.matcher(lines.get(at));
        if (!fence.matches()) {
            throw new IllegalStateException("no block in line " + at);
        }
        String indent = fence.group(1);
        String end = indent + "```";
        do {
            at++;
            if (at == lines.size()) {
                throw new IllegalArgumentException(name + ':' + (first + 1) + ": the block has no end");
            }
        } while (!lines.get(at).equals(end));
        String text = lines.subList(first + 1, at).stream()
                .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line)
                .collect(Collectors.joining("\n", "", "\n"));
        return new Block(first + 1, fence.group(2).strip(), text);
    }
}
