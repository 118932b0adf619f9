package dev.cdcnotifier.delivery;

import dev.cdcnotifier.change.Destination;
import dev.cdcnotifier.delivery.DeliveryException.Kind;
import dev.cdcnotifier.tls.CertificateFault;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The table from Kafka's exceptions to what they ask for. Keep the list narrow: what is not named is transient. */
final class KafkaFailures {

    /** What the client says when the name service has no answer; it makes no other difference to a wrong setting. */
    private static final String UNRESOLVABLE = "No resolvable bootstrap urls";

    private KafkaFailures() {}

    /** What an exception means that the producer throws for a transaction as a whole. */
    static DeliveryException ofTransaction(Throwable thrown, String client, String transactionalId) {
        Throwable cause = unwrapped(thrown);
        String where = "transactional id " + transactionalId + " (client " + client + ")";
        if (isFenced(cause)) {
            return new DeliveryException(
                    Kind.FENCED,
                    "producer_fenced",
                    where + ": another producer took over, or the transaction timed out: " + describe(cause),
                    cause);
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_authorization",
                    where + ": a right is missing: " + describe(cause)
                            + "; grant Write and Describe on it (kafka-acls.sh --add --producer --transactional-id …)",
                    cause);
        }
        return clusterFailure(cause, where);
    }

    /** The client wraps what broke a transaction for every call that comes after. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getClass() == KafkaException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isFenced(Throwable cause) {
        return cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException;
    }

    /** What an exception means for messages to a destination. */
    static DeliveryException of(Throwable thrown, Destination destination) {
        Throwable cause = unwrapped(thrown);
        String topic = "topic " + destination.topic() + " (client " + destination.client() + ")";
        if (cause instanceof UnknownTopicOrPartitionException) {
            return topicMissing(destination, cause);
        }
        if (cause instanceof RecordTooLargeException) {
            return new DeliveryException(
                    Kind.REJECTED,
                    "record_too_large",
                    topic + " refused a record as too large; raise the topic's max.message.bytes and the client's"
                            + " max.request.size",
                    cause);
        }
        if (cause instanceof InvalidTimestampException
                || cause instanceof InvalidRecordException
                || cause instanceof PolicyViolationException) {
            return new DeliveryException(
                    Kind.REJECTED, "record_rejected", topic + " refused a record: " + describe(cause), cause);
        }
        if (isFenced(cause)) {
            return new DeliveryException(
                    Kind.FENCED, "producer_fenced", topic + ": another producer took over: " + describe(cause), cause);
        }
        return clusterFailure(cause, isOfTopic(cause) ? topic : "Kafka client " + destination.client());
    }

    /** Whether it is about one topic; a cluster that is away is none's fault. */
    private static boolean isOfTopic(Throwable cause) {
        return cause instanceof AuthorizationException
                || cause instanceof LinkageError
                || cause instanceof InvalidTopicException
                || cause instanceof UnsupportedVersionException;
    }

    /** What an exception means that came in answer to a question about the cluster itself. */
    static DeliveryException ofCluster(Throwable thrown, String client) {
        return clusterFailure(unwrapped(thrown), "Kafka client " + client);
    }

    /** What an exception means that concerns a cluster rather than a record. */
    private static DeliveryException clusterFailure(Throwable cause, String where) {
        if (cause instanceof LinkageError) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_configuration",
                    where + ": the library that compression.type needs cannot be loaded: "
                            + describe(cause).lines().findFirst().orElse("")
                            + "; it is unpacked into java.io.tmpdir, which is " + System.getProperty("java.io.tmpdir")
                            + " and has to be writable and not mounted noexec. Or choose gzip or lz4; then restart",
                    cause);
        }
        if (cause instanceof SslAuthenticationException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR, "kafka_tls", where + ": no TLS connection: " + tlsFault(cause), cause);
        }
        if (cause instanceof AuthenticationException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_authentication",
                    where + ": Kafka refused the login: " + describe(cause)
                            + "; check the client's sasl.* and that the user exists at the brokers",
                    cause);
        }
        if (cause instanceof TopicAuthorizationException || cause instanceof ClusterAuthorizationException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_authorization",
                    where + ": a right is missing: " + describe(cause)
                            + "; grant Write and Describe on the topic (kafka-acls.sh --add --producer --topic …), and on the"
                            + " topic of positions Create, Read and DescribeConfigs too",
                    cause);
        }
        if (cause instanceof AuthorizationException
                || cause instanceof InvalidTopicException
                || cause instanceof UnsupportedVersionException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR, "kafka_refused", where + ": Kafka refused: " + describe(cause), cause);
        }
        return new DeliveryException(
                Kind.TRANSIENT,
                "kafka_unavailable",
                where
                        + (cause instanceof RetriableException ? " got no answer: " : ": Kafka failed: ")
                        + describe(cause),
                cause);
    }

    /** A client that cannot even be made: its own settings are wrong, or what they name cannot be read or resolved. */
    static DeliveryException unusable(String client, KafkaException cause) {
        String where = "Kafka client " + client;
        Throwable root = unwrapped(cause);
        if (root instanceof ConfigException && describe(root).contains(UNRESOLVABLE)) {
            return new DeliveryException(
                    Kind.TRANSIENT,
                    "kafka_unresolvable",
                    where + ": no name in bootstrap.servers can be resolved: the name service is down, or they are"
                            + " misspelt",
                    cause);
        }
        // Nothing has been connected yet: it is a key store that cannot be read, or a login that makes no sense.
        if (root instanceof ConfigException
                || root instanceof IOException
                || root instanceof GeneralSecurityException
                || root instanceof IllegalArgumentException) {
            return new DeliveryException(
                    Kind.NEEDS_OPERATOR,
                    "kafka_configuration",
                    where + " cannot be used as configured: " + describe(root),
                    cause);
        }
        return clusterFailure(root, where);
    }

    static DeliveryException topicMissing(Destination destination, Throwable cause) {
        return new DeliveryException(
                Kind.NEEDS_OPERATOR,
                "topic_missing",
                "topic " + destination.topic() + " (client " + destination.client() + ") does not exist;"
                        + " create it: kafka-topics.sh --bootstrap-server … --create --topic " + destination.topic()
                        + " --partitions N --replication-factor N",
                cause);
    }

    /** A topic that was there is not any more. */
    static DeliveryException topicDeleted(Destination destination, int partitions, Throwable cause) {
        return new DeliveryException(
                Kind.NEEDS_OPERATOR,
                "topic_missing",
                "topic " + destination.topic() + " (client " + destination.client() + ") was deleted, and its messages"
                        + " are gone; it had " + partitions + (partitions == 1 ? " partition" : " partitions")
                        + ". Create it again with as many: kafka-topics.sh --bootstrap-server … --create --topic "
                        + destination.topic() + " --partitions " + partitions + " --replication-factor N",
                cause);
    }

    /** Whether a failure says only that the cluster was not reached. */
    static boolean isUnavailable(DeliveryException failure) {
        return failure.reason().equals("kafka_unavailable") || failure.reason().equals("kafka_unresolvable");
    }

    /** Whether a failure is that of {@link #topicMissing} or {@link #topicDeleted}. */
    static boolean isTopicMissing(DeliveryException failure) {
        return failure.reason().equals("topic_missing");
    }

    /** The client's own text says only that the handshake failed; the reason is the innermost cause's. */
    private static String tlsFault(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String advice = CertificateFault.of(cause)
                .map(fault -> switch (fault) {
                    case UNTRUSTED ->
                        "the broker's certificate is signed by no authority in ssl.truststore.location; add the"
                                + " authority there, or look at who answers";
                    case OTHER_HOST ->
                        "the broker's certificate is for another host; use its names in bootstrap.servers and in the"
                                + " brokers' advertised.listeners, or issue it anew"
                                + " (ssl.endpoint.identification.algorithm decides that names are checked)";
                    case OUT_OF_DATE ->
                        "a certificate of the broker has expired or is not valid yet; renew it, and check the clocks";
                })
                .orElse("check security.protocol and ssl.*, and the protocol of the brokers' listener");
        return describe(root) + "; " + advice;
    }

    /** The exception in one line, without its full stop, since a sentence goes on behind it; some of Kafka's have no text. */
    static String describe(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
