package dev.cdcnotifier.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLocationTest {

    @TempDir
    private Path folder;

    private Path here;
    private Path there;

    @BeforeEach
    void places() {
        here = folder.resolve("here.conf");
        there = folder.resolve("there.conf");
    }

    @Test
    void an_option_wins_over_the_variable_and_that_over_the_usual_places() throws Exception {
        Files.writeString(here, "");
        Path option = Path.of("option.conf");
        assertThat(location("variable.conf").find(option).orElseThrow().file()).isEqualTo(option);
        ConfigLocation.Found found = location("variable.conf").find(null).orElseThrow();
        assertThat(found.file()).as("even if it is not there").isEqualTo(Path.of("variable.conf"));
        assertThat(found.origin()).isEqualTo("CDC_CONFIG");
        assertThat(found.named()).isTrue();
    }

    @Test
    void the_first_usual_place_that_has_one_is_taken() throws Exception {
        Files.createDirectory(here);
        Files.writeString(there, "");
        assertThat(location("").find(null).orElseThrow().file()).isEqualTo(there);
        Files.delete(here);
        Files.writeString(here, "");
        assertThat(location(" ").find(null).orElseThrow().file()).isEqualTo(here);
    }

    @Test
    void where_there_is_none_all_places_are_named() {
        assertThat(location("").find(null)).isEmpty();
        assertThat(location("").nowhere()).contains("--config", "CDC_CONFIG", here.toString(), there.toString());
    }

    private ConfigLocation location(String variable) {
        return new ConfigLocation(Map.of("CDC_CONFIG", variable), List.of(here, there));
    }
}
