package dev.cdcnotifier.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.runner.text.Build;
import org.junit.jupiter.api.Test;

class ProcessMetersTest {

    @Test
    void the_metrics_say_which_build_runs_on_which_java() {
        try (ProcessMeters meters = new ProcessMeters()) {
            assertThat(meters.scrape().lines())
                    .contains("cdc_build_info{commit=\"" + Build.current().commit() + "\",java_version=\""
                            + Runtime.version() + "\",version=\""
                            + Build.current().version() + "\"} 1");
        }
        assertThat(Build.current().version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(Build.current().commit()).isNotBlank().doesNotContain("$");
    }
}
