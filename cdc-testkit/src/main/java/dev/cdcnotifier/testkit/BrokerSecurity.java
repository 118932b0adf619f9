package dev.cdcnotifier.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** The settings of a broker whose clients need TLS, a password (SCRAM-SHA-512) and rights (ACLs). */
final class BrokerSecurity {

    private BrokerSecurity() {}

    // The test's own listener and the controller's stay without authentication: who comes in there may do everything.
    static Map<String, String> saslSsl(CertificateAuthority.Issued identity) {
        try {
            return Map.of(
                    "listener.security.protocol.map",
                    "CLIENTS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
                    "listener.name.clients.ssl.keystore.type",
                    "PEM",
                    "listener.name.clients.ssl.keystore.certificate.chain",
                    Files.readString(identity.certificate()),
                    "listener.name.clients.ssl.keystore.key",
                    Files.readString(identity.key()),
                    "listener.name.clients.sasl.enabled.mechanisms",
                    "SCRAM-SHA-512",
                    "listener.name.clients.scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "super.users",
                    "User:ANONYMOUS");
        } catch (IOException e) {
            throw new TestkitException("cannot read " + identity, e);
        }
    }
}
