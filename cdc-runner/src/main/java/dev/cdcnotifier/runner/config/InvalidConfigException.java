package dev.cdcnotifier.runner.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used. Holds all its problems; the message has one line for each. */
public final class InvalidConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final transient List<ConfigProblem> problems;

    InvalidConfigException(Path file, List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    /** The file, as it was named. */
    public Path file() {
        return file;
    }

    public List<ConfigProblem> problems() {
        return problems;
    }
}
