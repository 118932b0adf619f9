package dev.cdcnotifier.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;

/** What a figure depends on besides the program: the machine and the versions. */
final class Machine {

    private Machine() {}

    /** By name, in the report's order. */
    static Map<String, Object> of(int postgresMajor) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put("postgres", postgresMajor);
        machine.put("kafka", AppInfoParser.getVersion());
        return machine;
    }

    /** {@link #of} as a list in Markdown. */
    static String markdown(int postgresMajor) {
        StringBuilder text = new StringBuilder();
        of(postgresMajor).forEach((name, value) -> text.append("- " + name + ": " + value + '\n'));
        return text.toString();
    }
}
