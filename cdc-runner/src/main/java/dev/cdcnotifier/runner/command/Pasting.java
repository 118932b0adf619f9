package dev.cdcnotifier.runner.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What commands need that are printed to be pasted: they reach the process that was asked, by the program that asked it.
 * Immutable.
 */
final class Pasting {

    private final Program program;
    private final String url;
    private final List<String> options;

    /**
     * @param url where the process answers
     * @param options what has to be typed to get there once more
     */
    Pasting(String url, List<String> options) {
        this(new Program(), url, options);
    }

    Pasting(Program program, String url, List<String> options) {
        this.program = program;
        this.url = url;
        this.options = List.copyOf(options);
    }

    /** A command about a stream. */
    String command(String name, String stream, Collection<String> more) {
        List<String> words = new ArrayList<>(List.of(name, stream));
        words.addAll(options);
        words.addAll(more);
        return program.command(words.toArray(String[]::new));
    }

    /** The address of a page that the process shows. */
    String page(String relative) {
        return url + "/" + relative;
    }
}
