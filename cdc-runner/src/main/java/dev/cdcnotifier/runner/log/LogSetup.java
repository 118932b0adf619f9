package dev.cdcnotifier.runner.log;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Lines on standard output, unless the user names a file ({@code -Dlogback.configurationFile}). Found by logback itself, which
 * asks it before it looks for files. Without XML, whose reading took a tenth of the time to the first record.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final String TEXT = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level %logger{0} %msg%n";

    private static final String APPENDER = "stdout";

    private final Map<String, String> environment;

    /** With the process's environment: {@code CDC_LOG_LEVEL}, {@code CDC_KAFKA_LOG_LEVEL}, {@code CDC_LOG_FORMAT}. */
    public LogSetup() {
        this(System.getenv());
    }

    LogSetup(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Log lines go to standard error from now on: for a command whose standard output is its result. Does nothing when the
     * user has set logging up.
     */
    public static void toStandardError() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger("ROOT").getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> output) {
            output.stop();
            output.setTarget("System.err");
            output.start();
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getLogger("dev.cdcnotifier").setLevel(level("CDC_LOG_LEVEL", Level.INFO));
        // The clients warn about every attempt to connect; the streams' own lines tell the same once.
        context.getLogger("org.apache.kafka").setLevel(level("CDC_KAFKA_LOG_LEVEL", Level.ERROR));
        context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
        ConsoleAppender<ILoggingEvent> output = new ConsoleAppender<>();
        output.setContext(context);
        output.setName(APPENDER);
        output.setEncoder(encoder(context));
        output.start();
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("ROOT").addAppender(output);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * As {@link #toStandardError}, and nothing below a warning unless {@code CDC_LOG_LEVEL} asks for it: for a command that
     * tells a person itself what it does.
     */
    public static void warningsToStandardError() {
        toStandardError();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && System.getenv("CDC_LOG_LEVEL") == null
                && context.getLogger("ROOT").getAppender(APPENDER) != null) {
            context.getLogger("dev.cdcnotifier").setLevel(Level.WARN);
        }
    }

    private Level level(String variable, Level otherwise) {
        return Level.toLevel(environment.get(variable), otherwise);
    }

    private Encoder<ILoggingEvent> encoder(LoggerContext context) {
        Encoder<ILoggingEvent> encoder = "json".equals(environment.get("CDC_LOG_FORMAT")) ? json() : text();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(TEXT);
        return encoder;
    }

    private static Encoder<ILoggingEvent> json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithArguments(false);
        encoder.setWithMessage(false);
        encoder.setWithMDC(false);
        encoder.setWithFormattedMessage(true);
        return encoder;
    }
}
