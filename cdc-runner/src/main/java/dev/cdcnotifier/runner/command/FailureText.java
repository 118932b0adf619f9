package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.Problem;
import dev.cdcnotifier.runner.text.Paragraph;
import dev.cdcnotifier.runner.text.Style;
import dev.cdcnotifier.slot.FailureClassifier;
import java.util.ArrayList;
import java.util.List;

/** Writes why something could not be done in PostgreSQL, in the words of a running stream. Pure. */
final class FailureText {

    private static final int WIDTH = 100;
    private static final String DETAIL = "      ";

    private FailureText() {}

    /** What happened and what to do, then what can be copied, a line each. */
    static List<String> lines(Exception failure, Style style) {
        List<String> lines = new ArrayList<>();
        if (failure instanceof PreconditionException precondition) {
            for (Problem problem : precondition.problems()) {
                paragraph(problem.message(), lines);
                lines.addAll(InspectionText.remedies(problem.remedies(), style));
            }
        } else {
            paragraph(FailureClassifier.classify(failure).message(), lines);
        }
        return lines;
    }

    private static void paragraph(String text, List<String> lines) {
        Paragraph.wrap(text, WIDTH).forEach(line -> lines.add(DETAIL + line));
    }
}
