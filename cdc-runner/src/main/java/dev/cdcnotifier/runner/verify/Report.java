package dev.cdcnotifier.runner.verify;

/** Who is told what a comparison finds. Told by one thread. */
public interface Report {

    /** Something that is to be known beforehand, in a sentence. */
    void note(String text);

    /** A difference, each once. */
    void difference(Difference difference);

    /** How far it is; about once a second. */
    void progress(Progress progress);

    /** How it ended; the last that is told. */
    void verdict(Verdict verdict, Progress end);
}
