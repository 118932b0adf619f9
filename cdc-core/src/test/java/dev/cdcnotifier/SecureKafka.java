package dev.cdcnotifier;

import dev.cdcnotifier.testkit.CertificateAuthority;
import dev.cdcnotifier.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A broker whose clients need TLS, a password and rights, and what an administrator does with it. */
final class SecureKafka implements AutoCloseable {

    static final String USER = "cdc";

    final KafkaBroker broker;

    SecureKafka(CertificateAuthority.Issued identity) {
        broker = KafkaBroker.builder()
                .saslSsl(identity)
                .setting("ssl.allow.dn.changes", "true")
                .setting("ssl.allow.san.changes", "true")
                // A user that is gone is noticed on connections that are open, too. Brokers refuse a login that comes
                // within a second of the last one.
                .setting("listener.name.clients.connections.max.reauth.ms", "3000")
                .start();
    }

    /** The properties of a client that logs in with this password and trusts these certificates. */
    static Map<String, String> client(String password, Path trusted) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                trusted.toString(),
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";");
    }

    static ResourcePattern topic(String name) {
        return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
    }

    /** Shows another certificate to who connects from now on. */
    void use(CertificateAuthority.Issued identity) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, "1");
        List<AlterConfigOp> changes = List.of(
                set("listener.name.clients.ssl.keystore.certificate.chain", identity.certificate()),
                set("listener.name.clients.ssl.keystore.key", identity.key()));
        broker.admin().incrementalAlterConfigs(Map.of(resource, changes)).all().get();
    }

    void grant(ResourcePattern resource, AclOperation... operations) throws Exception {
        List<AclBinding> bindings = Arrays.stream(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW)))
                .toList();
        broker.admin().createAcls(bindings).all().get();
    }

    /** Grants what a stream needs with at-least-once delivery. */
    void grantWhatAStreamNeeds(StreamFixture fixture) throws Exception {
        grant(topic(fixture.topic), AclOperation.WRITE, AclOperation.DESCRIBE);
        grant(
                topic(fixture.memoryTopic),
                AclOperation.CREATE,
                AclOperation.WRITE,
                AclOperation.READ,
                AclOperation.DESCRIBE,
                AclOperation.DESCRIBE_CONFIGS);
    }

    /** Takes one right away; {@link AclOperation#ANY} takes all on the resource. */
    void revoke(ResourcePattern resource, AclOperation operation) throws Exception {
        AclBindingFilter filter = new AclBindingFilter(
                resource.toFilter(),
                new AccessControlEntryFilter("User:" + USER, null, operation, AclPermissionType.ANY));
        broker.admin().deleteAcls(List.of(filter)).all().get();
    }

    void removeUser() throws Exception {
        broker.admin()
                .alterUserScramCredentials(List.of(new UserScramCredentialDeletion(USER, ScramMechanism.SCRAM_SHA_512)))
                .all()
                .get();
    }

    @Override
    public void close() {
        broker.close();
    }

    private static AlterConfigOp set(String name, Path file) throws IOException {
        return new AlterConfigOp(new ConfigEntry(name, Files.readString(file)), AlterConfigOp.OpType.SET);
    }
}
