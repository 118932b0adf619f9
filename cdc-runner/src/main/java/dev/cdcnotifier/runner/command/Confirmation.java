package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.text.Terminal;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks a person before something is changed. */
final class Confirmation {

    private final boolean granted;
    private final boolean possible;
    private final UnaryOperator<@Nullable String> asking;

    /**
     * @param granted whether nobody has to be asked ({@code --yes})
     * @param possible whether there is somebody to ask
     * @param asking shows a question and returns the answer; null when the input ends
     */
    Confirmation(boolean granted, boolean possible, UnaryOperator<@Nullable String> asking) {
        this.granted = granted;
        this.possible = possible;
        this.asking = asking;
    }

    /** On this process's terminal. */
    static Confirmation onTerminal(boolean granted) {
        return new Confirmation(granted, Terminal.isThere(), question -> Terminal.ask(String.valueOf(question)));
    }

    /** Whether it can be had at all; to be asked before anything is begun. */
    boolean isPossible() {
        return granted || possible;
    }

    /** Whether the answer to a question is yes. */
    boolean agrees(String question) {
        String answer = granted ? "yes" : answer(question + " [y/N] ");
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** Whether the name of what is about to be lost is typed. */
    boolean names(String name, String question) {
        return granted || answer(question).equals(name);
    }

    private String answer(String question) {
        String answer = possible ? asking.apply(question) : null;
        return answer == null ? "" : answer.strip();
    }
}
