package dev.cdcnotifier.runner.imports;

import dev.cdcnotifier.runner.config.ConfigProblem;
import dev.cdcnotifier.runner.imports.Finding.Kind;
import java.util.List;

/**
 * A configuration that was made of another.
 *
 * @param text the configuration (HOCON)
 * @param findings what became of each value, in the order of their translation
 * @param variables the environment variables that the text reads
 * @param problems why the runner would not take the text, apart from environment variables and files, which may be
 *     elsewhere; their lines are those of the text
 */
public record Imported(String text, List<Finding> findings, List<String> variables, List<ConfigProblem> problems) {

    public Imported {
        findings = List.copyOf(findings);
        variables = List.copyOf(variables);
        problems = List.copyOf(problems);
    }

    /** Whether everything was translated, to a configuration that the runner takes. */
    public boolean isWhole() {
        return problems.isEmpty() && of(Kind.NOT_TRANSLATED).isEmpty();
    }

    /** Whether there was anything to translate at all. */
    public boolean isEmpty() {
        return of(Kind.TRANSLATED).isEmpty();
    }

    /** The findings of a kind. */
    public List<Finding> of(Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    @Override
    public String toString() {
        return "Imported[" + findings.size() + " findings, " + problems.size() + " problems]";
    }
}
