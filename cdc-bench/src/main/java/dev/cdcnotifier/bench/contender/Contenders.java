package dev.cdcnotifier.bench.contender;

import java.util.ArrayList;
import java.util.List;

/** Everybody who can be measured on this machine. */
public final class Contenders {

    private Contenders() {}

    /** In the report's order; {@code pg_recvlogical} only where it is installed. */
    public static List<Contender> all() {
        List<Contender> all = new ArrayList<>(List.of(
                new OurRunner("at-least-once"),
                new OurRunner("exactly-once"),
                new DebeziumEngine(false),
                new DebeziumEngine(true),
                new DebeziumConnect(false),
                new DebeziumConnect(true),
                new RawPipe(true),
                new RawPipe(false)));
        RecvLogical.newest().ifPresent(all::add);
        return all;
    }
}
