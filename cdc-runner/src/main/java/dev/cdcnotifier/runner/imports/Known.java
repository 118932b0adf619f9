package dev.cdcnotifier.runner.imports;

import java.util.Map;

/** What their libraries know and we do without, each with the reason. */
final class Known {

    private static final String OWN_PACE = "the Kafka client has its own pace of connecting and retrying";
    private static final String DEADLINE = "resend-timeout and max-retries say how long a message is tried";
    private static final String BATCHES = "batches follow from the window of each slot";

    /** Options of a connection of epgsql. */
    static final Map<String, String> EPGSQL = Map.of(
            "replication", "each connection says this by itself",
            "async", "nothing listens for notifications",
            "codecs", "columns are read as the stream has them",
            "nulls", "columns are read as the stream has them",
            "socket_active", "the driver reads by itself",
            "application_name", "each connection names its stream");

    /** Keys of epg_connector beside its databases. */
    static final Map<String, String> EPG_CONNECTOR = Map.of(
            "pools", "control queries have a small pool of their own for each database",
            "async", "it has no bearing on replication",
            "force_garbage_collect", "it has no bearing on replication");

    /** Options of a client of brod. */
    static final Map<String, String> CLIENT = Map.of(
            "auto_start_producers", "a stream starts its producer",
            "restart_delay_seconds", "reconnect-timeout says when a stream tries again",
            "get_metadata_timeout_seconds", OWN_PACE,
            "reconnect_cool_down_seconds", OWN_PACE,
            "max_metadata_sock_retry", OWN_PACE,
            "unknown_topic_cache_ttl", "topics are looked for at each attempt",
            "query_api_versions", "the Kafka client agrees on versions with the broker",
            "request_timeout", "a broker that does not answer is given up within the delivery deadline");

    /** Options of a producer of brod. */
    static final Map<String, String> PRODUCER = Map.ofEntries(
            Map.entry("ack_timeout", DEADLINE),
            Map.entry("max_retries", DEADLINE),
            Map.entry("retry_backoff_ms", DEADLINE),
            Map.entry("topic_restart_delay_seconds", "reconnect-timeout says when a stream tries again"),
            Map.entry("partition_restart_delay_seconds", "reconnect-timeout says when a stream tries again"),
            Map.entry("partition_buffer_limit", "window.records and window.bytes bound what is in flight"),
            Map.entry("partition_onwire_limit", "the idempotent producer keeps the order by itself"),
            Map.entry("max_batch_size", BATCHES),
            Map.entry("max_linger_count", BATCHES),
            Map.entry("produce_req_vsn", "the Kafka client agrees on versions with the broker"));

    /** Applications of a release that do nothing for us. */
    static final Map<String, String> APPLICATIONS = Map.of(
            "kernel", "Erlang's own; the log follows CDC_LOG_LEVEL and CDC_LOG_FORMAT of the environment",
            "sasl", "Erlang's own; the log follows CDC_LOG_LEVEL and CDC_LOG_FORMAT of the environment",
            "logger", "Erlang's own; the log follows CDC_LOG_LEVEL and CDC_LOG_FORMAT of the environment",
            "stdlib", "Erlang's own",
            "prometheus", "GET /metrics is always there",
            "recon", "a tool of Erlang's");

    private Known() {}
}
