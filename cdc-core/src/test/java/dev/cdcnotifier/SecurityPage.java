package dev.cdcnotifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The statements of docs/security.md, as a reader would run them. */
final class SecurityPage {

    /** One command of kafka-acls.sh. */
    record Acl(ResourcePattern resource, List<AclOperation> operations) {}

    private static final Pattern OPERATION = Pattern.compile("--operation (\\w+)");
    private static final Pattern RESOURCE = Pattern.compile("--(topic|transactional-id) (\\S+)");

    private final String text;

    private SecurityPage(String text) {
        this.text = text;
    }

    static SecurityPage read() {
        try {
            return new SecurityPage(Files.readString(Path.of("../docs/security.md")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The SQL that makes a role for a mode, with these names in place of the page's. */
    String[] role(String mode, String role, String password, String database) {
        String sql = block("role: " + mode)
                .replaceAll("\\bcdc\\b", role)
                .replace("progressor_db", database)
                .replace("'…'", "'" + password + "'");
        return Stream.of(sql.split(";"))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toArray(String[]::new);
    }

    /** The rights that a delivery mode adds, on the page's topic and position topic by these names. */
    List<Acl> acls(String delivery, String topic, String positions) {
        List<Acl> acls = new ArrayList<>();
        for (String command : block("acls: " + delivery).strip().split("\n")) {
            List<AclOperation> operations = OPERATION
                    .matcher(command)
                    .results()
                    .map(found -> AclOperation.valueOf(constant(found)))
                    .toList();
            Matcher resource = RESOURCE.matcher(command);
            if (!resource.find() || operations.isEmpty()) {
                throw new IllegalStateException("not a command this test understands: " + command);
            }
            String name = resource.group(2)
                    .replace("cdc_eventsink_topic", topic)
                    .replace("cdc-notifier-positions", positions);
            ResourceType type = resource.group(1).equals("topic") ? ResourceType.TOPIC : ResourceType.TRANSACTIONAL_ID;
            PatternType pattern = command.contains("prefixed") ? PatternType.PREFIXED : PatternType.LITERAL;
            acls.add(new Acl(new ResourcePattern(type, name, pattern), operations));
        }
        return acls;
    }

    /** DescribeConfigs as DESCRIBE_CONFIGS. */
    private static String constant(MatchResult found) {
        return found.group(1).replaceAll("(?<=[a-z])([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    private String block(String mark) {
        Matcher block = Pattern.compile("<!-- " + mark + " -->\n```\\w+\n(.*?)```", Pattern.DOTALL)
                .matcher(text);
        if (!block.find()) {
            throw new IllegalStateException("docs/security.md has no block marked " + mark);
        }
        return block.group(1);
    }
}
