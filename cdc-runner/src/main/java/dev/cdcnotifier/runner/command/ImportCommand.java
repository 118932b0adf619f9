package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.imports.ImportReport;
import dev.cdcnotifier.runner.imports.Imported;
import dev.cdcnotifier.runner.imports.SysConfigImport;
import dev.cdcnotifier.runner.imports.UnreadableSourceException;
import dev.cdcnotifier.runner.text.Style;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns the Erlang service's configuration into ours. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Turn the sys.config of the Erlang service into a configuration of cdc-notifier.",
            "The configuration goes to standard output or to --to, what is left to do to standard error."
        },
        footer = {
            "",
            "Example:",
            "  cdc-notifier import sys.config --to cdc-notifier.conf --report",
            "",
            "Exit codes: 0 everything was translated, 1 something was not or has to be mended, 2 the file is not there or is"
                    + " not Erlang terms, or the command line is wrong."
        })
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "A sys.config, or the sys.config.src it is made from.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--to",
            paramLabel = "OUT",
            description = "Where to write the configuration. A file that is there is never overwritten.")
    private @Nullable Path to;

    /** What it was called before {@code -o} came to say how something is printed, everywhere. */
    @Option(
            names = {"-o", "--output"},
            hidden = true)
    private @Nullable Path formerly;

    @Option(
            names = "--report",
            description = "Also list what was translated to what, and what was left at its default or out.")
    private boolean report;

    @Option(
            names = "--with-secrets",
            description = "Copy passwords into the configuration; else it takes them from the environment.")
    private boolean withSecrets;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws UnreadableSourceException, CommandFailedException {
        Path output = to == null ? formerly : to;
        if (output != null && Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(output);
        }
        Imported imported = SysConfigImport.read(file, withSecrets);
        if (imported.isEmpty()) {
            throw new CommandFailedException(
                    file + " holds nothing of the Erlang service: no streams in cdc_progressor,"
                            + " no databases in epg_connector, no clients in brod");
        }
        PrintWriter err = spec.commandLine().getErr();
        ImportReport.lines(imported, report, Style.ofTerminal()).forEach(err::println);
        if (output == null) {
            spec.commandLine().getOut().print(imported.text());
            spec.commandLine().getOut().flush();
        } else {
            write(output, imported.text());
            err.println("wrote " + output + "; next: cdc-notifier check --config " + output);
        }
        return imported.isWhole() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void write(Path target, String text) throws CommandFailedException {
        try {
            boolean isPosix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] attributes = withSecrets && isPosix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                    target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        } catch (NoSuchFileException e) {
            throw new CommandFailedException("cannot write " + target + ": its directory does not exist", e);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    private static CommandFailedException exists(Path target) {
        return new CommandFailedException(
                target + " exists and is not overwritten; name another file, or move it away");
    }
}
