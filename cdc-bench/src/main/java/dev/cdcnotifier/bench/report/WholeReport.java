package dev.cdcnotifier.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One report of several. */
public final class WholeReport {

    private WholeReport() {}

    /**
     * Writes {@code report.md} from the {@code PART.md} of a folder, their headings a level lower; a part without one is
     * said to be missing.
     */
    public static Path write(Path folder, List<String> parts) throws IOException {
        StringBuilder text = new StringBuilder("# Benchmark\n");
        for (String part : parts) {
            Path report = folder.resolve(part + ".md");
            text.append('\n');
            if (Files.exists(report)) {
                Files.readString(report).lines().forEach(line -> text.append(line.startsWith("#") ? "#" + line : line)
                        .append('\n'));
            } else {
                text.append("## " + part + "\n\nIt failed and has no report.\n");
            }
        }
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve("report.md"), text);
    }
}
