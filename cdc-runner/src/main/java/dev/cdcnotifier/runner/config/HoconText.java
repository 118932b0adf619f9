package dev.cdcnotifier.runner.config;

import com.typesafe.config.ConfigUtil;
import dev.cdcnotifier.runner.config.EffectiveBlock.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes settings as HOCON, with where each comes from as a comment behind it. Pure. */
final class HoconText {

    private static final String INDENT = "  ";
    private static final int WIDEST = 60;

    /** What HOCON reads as the same text without quotes. */
    private static final Pattern BARE = Pattern.compile("[0-9]{1,9}( ?[a-zA-Z]{1,3})?|[a-zA-Z][a-zA-Z0-9_-]*");

    /** A property's name with dots, which HOCON may split as it likes: it is put together again. */
    private static final Pattern BARE_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]*(\\.[a-zA-Z][a-zA-Z0-9_-]*)*");

    private HoconText() {}

    static List<String> lines(EffectiveBlock root) {
        List<String> lines = new ArrayList<>();
        append(root, "", lines);
        return lines;
    }

    private static void append(EffectiveBlock block, String indent, List<String> lines) {
        int width = block.entries().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Setting)
                .mapToInt(entry ->
                        assignment(entry.getKey(), (Setting) entry.getValue()).length())
                .filter(length -> length <= WIDEST)
                .max()
                .orElse(0);
        for (Map.Entry<String, Object> entry : block.entries().entrySet()) {
            if (entry.getValue() instanceof Setting setting) {
                String text = assignment(entry.getKey(), setting);
                lines.add(indent + text + " ".repeat(Math.max(0, width - text.length())) + "  # " + setting.from());
            } else if (entry.getValue() instanceof EffectiveBlock inner) {
                boolean isEmpty = inner.entries().isEmpty();
                lines.add(indent + name(entry.getKey()) + (isEmpty ? " {}" : " {"));
                if (!isEmpty) {
                    append(inner, indent + INDENT, lines);
                    lines.add(indent + "}");
                }
            }
        }
    }

    private static String assignment(String name, Setting setting) {
        return property(name) + " = " + value(setting);
    }

    private static String property(String name) {
        return BARE_NAME.matcher(name).matches() ? name : ConfigUtil.quoteString(name);
    }

    /** A block's name is one name, whatever is in it. */
    private static String name(String key) {
        return key.indexOf('.') < 0 && BARE_NAME.matcher(key).matches() ? key : ConfigUtil.quoteString(key);
    }

    private static String value(Setting setting) {
        if (setting.value() instanceof List<?> list) {
            return list.stream()
                    .map(item -> ConfigUtil.quoteString(String.valueOf(item)))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        boolean isText = setting.value() instanceof String;
        String text = setting.written();
        return isText && !BARE.matcher(text).matches() ? ConfigUtil.quoteString(text) : text;
    }
}
