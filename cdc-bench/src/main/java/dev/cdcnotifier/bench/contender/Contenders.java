package dev.cdcnotifier.bench.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everybody who can be measured on this machine. */
public final class Contenders {

    private static final Path RECVLOGICAL = Path.of("/usr/lib/postgresql/15/bin/pg_recvlogical");

    private Contenders() {}

    /** In the report's order; {@code pg_recvlogical} only where it is installed. */
    public static List<Contender> all() {
        List<Contender> all = new ArrayList<>(List.of(
                new OurRunner("at-least-once"), new OurRunner("exactly-once"), new RawPipe(true), new RawPipe(false)));
        if (Files.isExecutable(RECVLOGICAL)) {
            all.add(new RecvLogical(RECVLOGICAL));
        }
        return all;
    }
}
