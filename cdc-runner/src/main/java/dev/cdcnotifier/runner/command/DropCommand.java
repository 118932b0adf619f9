package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.StreamObjects;
import dev.cdcnotifier.delivery.DeliveryException;
import dev.cdcnotifier.replication.PreconditionException;
import dev.cdcnotifier.replication.SlotBusyException;
import dev.cdcnotifier.replication.SlotStatus;
import dev.cdcnotifier.replication.StreamRemoval;
import dev.cdcnotifier.runner.Wiring;
import dev.cdcnotifier.runner.config.InvalidConfigException;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.log.LogSetup;
import dev.cdcnotifier.runner.text.Style;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Removes a stream's slot, and its publications. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Remove the slot of a stream from PostgreSQL, for good: changes that it keeps and that are not delivered are lost"
                    + " to every consumer. Shows them, and asks for the slot's name to be typed.",
            "Refuses while somebody streams the slot. Replica identities stay as they are, and so do topics."
        },
        footer = {
            "",
            "Examples:",
            "  cdc-notifier drop progressor_db/cdc_slot_default --config cdc-notifier.conf",
            "  cdc-notifier drop progressor_db/cdc_slot_default --publications --yes",
            "",
            "Exit codes: 0 it is gone, 1 it is not, 2 wrong command line or configuration."
        })
final class DropCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ConfigOption config;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private StreamArgument named;

    @Option(names = "--publications", description = "Remove the stream's publications too.")
    private boolean publications;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private YesOption yes;

    private final Style style = Style.ofTerminal();

    @Override
    public Integer call() throws InvalidConfigException, CommandFailedException, InterruptedException {
        LogSetup.warningsToStandardError();
        List<String> name = List.of(named.name());
        StreamConfig stream =
                StreamNames.find(config.load(), name, spec.commandLine()).get(0);
        Confirmation confirmation = yes.confirmation();
        if (!confirmation.isPossible()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "drop asks before it removes anything, and there is no terminal to ask on: add --yes");
        }
        try (StreamObjects objects = new StreamObjects(Wiring.settings(stream))) {
            return drop(stream, objects, confirmation);
        } catch (SlotBusyException e) {
            throw new CommandFailedException(e.getMessage() + "; stop that first. Nothing was removed", e);
        } catch (SQLException | PreconditionException e) {
            out().println("Nothing was removed from " + stream.endpoint() + ":");
            FailureText.lines(e, style).forEach(out()::println);
            return ExitCode.SOFTWARE;
        }
    }

    private int drop(StreamConfig stream, StreamObjects objects, Confirmation confirmation)
            throws SQLException, PreconditionException, SlotBusyException, InterruptedException {
        StreamRemoval removal = objects.removal();
        StreamRemoval.Present present = removal.present(publications);
        if (present.slot() == null && (!publications || present.publications().isEmpty())) {
            out().println("There is no slot " + stream.slot() + " at " + stream.endpoint() + ": nothing to remove.");
            return ExitCode.OK;
        }
        describe(stream, present);
        String name = stream.slot().value();
        if (!confirmation.names(name, "Type the slot's name, " + name + ", to remove this for good: ")) {
            out().println("That is not its name. Nothing was removed.");
            return ExitCode.SOFTWARE;
        }
        removal.remove(publications).forEach(sql -> out().println(style.good("done") + "  " + sql));
        forget(stream, objects);
        out().println(
                        "Replica identities are left as they are: ALTER TABLE … REPLICA IDENTITY DEFAULT sets them back, when"
                                + " nothing else needs the old rows.");
        return ExitCode.OK;
    }

    /** Else the next start would miss the slot; should that fail, whoever makes a new one has to say so. */
    private void forget(StreamConfig stream, StreamObjects objects) throws SQLException, InterruptedException {
        try {
            if (objects.history().forget(objects.removal().server())) {
                out().println(style.good("done") + "  its position is forgotten in topic "
                        + stream.options().positionTopic());
            }
        } catch (DeliveryException | PreconditionException e) {
            out().println(style.doubtful("kept") + "  its position in topic "
                    + stream.options().positionTopic()
                    + ": a new slot of this name is made only by cdc-notifier init --new-slot, because:");
            FailureText.lines(e, style).forEach(out()::println);
        }
    }

    private void describe(StreamConfig stream, StreamRemoval.Present present) {
        out().println("To be removed from " + stream.endpoint() + ":");
        SlotStatus status = present.slot();
        if (status == null) {
            out().println("  no slot " + stream.slot() + ": there is none");
        } else {
            out().println("  " + style.strong("slot " + stream.slot()) + ", confirmed up to " + status.confirmedFlush()
                    + "; the log ends at " + status.walEnd());
            out().println("    " + loss(status));
            out().println("    PostgreSQL keeps " + count(status.retainedBytes())
                    + " bytes of log for it, which are freed");
        }
        List<String> names = present.publications().stream()
                .map(name -> "publication " + name)
                .toList();
        if (publications) {
            names.forEach(name -> out().println("  " + style.strong(name)));
        } else if (!names.isEmpty()) {
            out().println("Left as they are (--publications removes them too): "
                    + names.stream().collect(Collectors.joining(", ")));
        }
    }

    private String loss(SlotStatus status) {
        return status.lagBytes() == 0
                ? "everything in it is delivered: nothing is lost"
                : style.bad("what was changed in the last " + count(status.lagBytes())
                                + " bytes of log and is not delivered is lost to consumers")
                        + " (that much log of all tables, not only of these)";
    }

    private static String count(long bytes) {
        return String.format(Locale.ROOT, "%,d", bytes);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
