package dev.cdcnotifier.runner.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void prepare() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_line_has_time_level_logger_and_what_is_said() {
        assertThat(line(Map.of())).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Thing a=1 b=x\n");
    }

    @Test
    void with_format_json_a_line_is_an_object() throws Exception {
        String line = line(Map.of("CDC_LOG_FORMAT", "json"));
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(line).endsWith("}\n").doesNotContain("arguments");
        assertThat(json.get("level").asText()).isEqualTo("INFO");
        assertThat(json.get("loggerName").asText()).isEqualTo("dev.cdcnotifier.Thing");
        assertThat(json.get("formattedMessage").asText()).isEqualTo("a=1 b=x");
        assertThat(json.get("timestamp").isNumber()).isTrue();
    }

    @Test
    void levels_come_from_the_environment() {
        configure(Map.of("CDC_LOG_LEVEL", "debug", "CDC_KAFKA_LOG_LEVEL", "WARN"));
        assertThat(level("dev.cdcnotifier.slot.SlotWorker")).isEqualTo(Level.DEBUG);
        assertThat(level("org.apache.kafka.clients.NetworkClient")).isEqualTo(Level.WARN);
        assertThat(level("org.postgresql.Driver")).isEqualTo(Level.WARN);
    }

    @Test
    void without_them_ours_say_what_happens_and_kafkas_clients_only_errors() {
        configure(Map.of("CDC_LOG_LEVEL", "nonsense"));
        assertThat(level("dev.cdcnotifier.slot.SlotWorker")).isEqualTo(Level.INFO);
        assertThat(level("org.apache.kafka.clients.NetworkClient")).isEqualTo(Level.ERROR);
        assertThat(level("com.zaxxer.hikari.pool.HikariPool")).isEqualTo(Level.ERROR);
    }

    @Test
    void a_file_that_the_user_names_has_its_way() {
        System.setProperty("logback.configurationFile", "mine.xml");
        try {
            LogSetup setup = new LogSetup(Map.of());
            assertThat(setup.configure(context)).isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
            assertThat(context.getLogger("ROOT").getAppender("stdout")).isNull();
        } finally {
            System.clearProperty("logback.configurationFile");
        }
    }

    private Level level(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    private ConsoleAppender<ILoggingEvent> configure(Map<String, String> environment) {
        LogSetup setup = new LogSetup(environment);
        setup.setContext(context);
        setup.configure(context);
        return (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stdout");
    }

    private String line(Map<String, String> environment) {
        ConsoleAppender<ILoggingEvent> output = configure(environment);
        LoggingEvent event = new LoggingEvent(
                "fqcn", context.getLogger("dev.cdcnotifier.Thing"), Level.INFO, "a={} b={}", null, new Object[] {1, "x"
                });
        return new String(output.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
