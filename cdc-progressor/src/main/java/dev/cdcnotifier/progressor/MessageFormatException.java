package dev.cdcnotifier.progressor;

/** Bytes that are no message of either topic. Says what is wrong and at which byte, never what the bytes hold. */
public final class MessageFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param what completes "at byte 17 …" */
    MessageFormatException(int position, String what) {
        // It says where the bytes are wrong; where the reader was says nothing more.
        super("at byte " + position + " " + what, null, false, false);
    }
}
