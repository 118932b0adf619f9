package dev.cdcnotifier.runner.erlang;

/** A text is not an Erlang term, or not one that a configuration has. The message shows no value of the text. */
public final class ErlangSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Position position;

    ErlangSyntaxException(Position position, String message) {
        super(message);
        this.position = position;
    }

    /** Where the reader saw that it is wrong, or where that begins which is not closed. */
    public Position position() {
        return position;
    }
}
