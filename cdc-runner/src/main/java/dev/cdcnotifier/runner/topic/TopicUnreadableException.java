package dev.cdcnotifier.runner.topic;

import dev.cdcnotifier.runner.config.NearestName;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** A topic cannot be read. The message is one line: what happened, to which topic, what to do. */
public final class TopicUnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private TopicUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }

    TopicUnreadableException(String message) {
        super(message);
    }

    static TopicUnreadableException missing(String topic, Cluster cluster, Collection<String> known) {
        return new TopicUnreadableException("topic " + topic + " (client " + cluster + ") does not exist, or may not be"
                + " seen" + NearestName.hint(topic, known));
    }

    static TopicUnreadableException silent(Cluster cluster, Duration waited) {
        return new TopicUnreadableException("the brokers (client " + cluster + ") have sent nothing for "
                + waited.toSeconds() + " s although the topic goes on; look at the brokers");
    }

    /** What an exception of the client means that is about no topic in particular. */
    static TopicUnreadableException of(KafkaException thrown, Cluster cluster) {
        Throwable cause = thrown;
        while (cause.getClass() == KafkaException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String client = "Kafka client " + cluster;
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (cause instanceof TimeoutException) {
            return new TopicUnreadableException(
                    client + ": no answer within " + TopicLog.ANSWER.toSeconds() + " s; look at bootstrap.servers, at"
                            + " the brokers and at their advertised.listeners",
                    thrown);
        }
        if (cause instanceof AuthenticationException) {
            return new TopicUnreadableException(
                    client + ": no login: " + message + "; check security.protocol, sasl.* and ssl.*", thrown);
        }
        if (cause instanceof AuthorizationException) {
            return new TopicUnreadableException(
                    client + ": a right is missing: " + message + "; grant Read and Describe on the topic"
                            + " (kafka-acls.sh --add --operation Read --operation Describe --topic …)",
                    thrown);
        }
        if (cause instanceof ConfigException) {
            return new TopicUnreadableException(client + " cannot be used as configured: " + message, thrown);
        }
        return new TopicUnreadableException(client + ": " + message, thrown);
    }
}
