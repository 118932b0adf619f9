package dev.cdcnotifier.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeReportTest {

    @Test
    void parts_stand_one_after_another_and_a_missing_one_is_said(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("drain.md"), "# Drain\n\ntext\n\n## More\n");
        Path report = WholeReport.write(folder, List.of("drain", "latency"));
        assertThat(report)
                .hasContent(
                        "# Benchmark\n\n## Drain\n\ntext\n\n### More\n\n## latency\n\nIt failed and has no report.");
    }
}
