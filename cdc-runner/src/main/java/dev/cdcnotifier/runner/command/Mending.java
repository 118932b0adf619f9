package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.StreamObjects;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.SlotBusyException;
import dev.cdcnotifier.replication.StreamSetup;
import dev.cdcnotifier.runner.Wiring;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.text.Style;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what streams lack in PostgreSQL, after a person has seen it and agreed. For one thread. */
final class Mending {

    private static final String INDENT = "  ";

    private final PrintWriter out;
    private final Style style;
    private final Confirmation confirmation;

    Mending(PrintWriter out, Style style, Confirmation confirmation) {
        this.out = out;
        this.style = style;
        this.confirmation = confirmation;
    }

    /** Whether anything was changed. */
    boolean mend(List<StreamConfig> streams) throws InterruptedException {
        Map<StreamConfig, List<String>> missing = new LinkedHashMap<>();
        for (StreamConfig stream : streams) {
            List<String> statements = missing(stream);
            if (!statements.isEmpty()) {
                missing.put(stream, statements);
            }
        }
        if (missing.isEmpty()) {
            out.println("There is nothing to mend with SQL.");
            return false;
        }
        if (!confirmation.agrees("Run this SQL?")) {
            out.println("Nothing was changed.");
            return false;
        }
        for (StreamConfig stream : missing.keySet()) {
            make(stream);
        }
        return true;
    }

    private List<String> missing(StreamConfig stream) throws InterruptedException {
        try (StreamObjects objects = new StreamObjects(Wiring.settings(stream))) {
            List<String> statements = objects.setup(false).missing().statements();
            if (!statements.isEmpty()) {
                out.println();
                out.println("To be run for " + style.strong(stream.name()) + ":");
                statements.forEach(sql -> out.println(INDENT + sql));
            }
            return statements;
        } catch (SQLException | PreconditionException | DeliveryException e) {
            out.println();
            out.println("Nothing is mended for " + style.strong(stream.name()) + " before this is:");
            FailureText.lines(e, style).forEach(out::println);
            return List.of();
        }
    }

    private void make(StreamConfig stream) throws InterruptedException {
        try (StreamObjects objects = new StreamObjects(Wiring.settings(stream))) {
            StreamSetup<DeliveryException> setup = objects.setup(false);
            out.println("running it for " + stream.name() + ", a slot after the transactions that are open now …");
            out.flush();
            setup.make(what -> out.println(INDENT + style.faint("waits: " + what)));
            out.println(style.good("done") + " " + stream.name());
        } catch (SQLException | PreconditionException | SlotBusyException | DeliveryException e) {
            out.println(style.bad("failed") + " " + stream.name());
            FailureText.lines(e, style).forEach(out::println);
        }
    }
}
