package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.imports.Finding.Kind;
import dev.cdcnotifier.runner.text.Style;
import java.util.ArrayList;
import java.util.List;

/** What a person reads of an import: what became of each value, and what is left to do. No value of the file is in it. */
public final class ImportReport {

    private final Imported imported;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private ImportReport(Imported imported, Style style) {
        this.imported = imported;
        this.style = style;
    }

    /**
     * The lines of the report.
     *
     * @param complete whether to list what was translated, too, and what was left at its default or out
     */
    public static List<String> lines(Imported imported, boolean complete, Style style) {
        ImportReport report = new ImportReport(imported, style);
        if (complete) {
            report.list("Translated", Kind.TRANSLATED);
            report.list("Left at a default", Kind.DEFAULTED);
            report.list("Not needed", Kind.NOT_NEEDED);
        }
        report.list(style.bad("Not translated"), Kind.NOT_TRANSLATED);
        report.problems();
        report.list(style.doubtful("Before the first start"), Kind.TO_DO);
        if (!imported.variables().isEmpty()) {
            report.lines.add("It reads from the environment: " + String.join(", ", imported.variables()));
        }
        report.lines.add(report.summary());
        return List.copyOf(report.lines);
    }

    private void list(String title, Kind kind) {
        List<Finding> findings = imported.of(kind);
        if (findings.isEmpty()) {
            return;
        }
        lines.add(style.strong(title) + ":");
        for (Finding finding : findings) {
            lines.add("  " + (finding.path().isEmpty() ? "the file" : finding.path())
                    + (finding.line() == 0 ? "" : " (line " + finding.line() + ")") + separator(kind)
                    + finding.message());
            if (!finding.remedy().isEmpty()) {
                lines.add("      " + finding.remedy());
            }
        }
        lines.add("");
    }

    private static String separator(Kind kind) {
        return switch (kind) {
            case TRANSLATED -> " is ";
            case DEFAULTED -> ": ";
            case NOT_NEEDED, NOT_TRANSLATED -> ": ";
            case TO_DO -> "";
        };
    }

    private void problems() {
        if (imported.problems().isEmpty()) {
            return;
        }
        lines.add(style.strong(style.bad("To be mended in the result")) + ":");
        for (ConfigProblem problem : imported.problems()) {
            String line = problem.line() == 0 ? "" : " (line " + problem.line() + " of the result)";
            lines.add("  " + problem.path() + ": " + problem.message() + line);
        }
        lines.add("");
    }

    private String summary() {
        return count(Kind.TRANSLATED) + " translated, " + count(Kind.DEFAULTED) + " at their defaults, "
                + count(Kind.NOT_NEEDED) + " not needed, " + count(Kind.NOT_TRANSLATED) + " not translated, "
                + imported.problems().size() + " to be mended";
    }

    private int count(Kind kind) {
        return imported.of(kind).size();
    }
}
