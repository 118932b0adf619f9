package dev.cdcnotifier.replication;

import java.util.Map;
import java.util.Optional;

/**
 * Settings that role or database may set as they like: they neither end a session of ours nor change what it reads, and why.
 * What is here and what is pinned is all that PostgreSQL has; a new version's settings have to be judged.
 */
final class HarmlessSettings {

    private static final String PLANS = "a query takes another way to the same rows";
    private static final String MEMORY = "memory and speed; an administrator may mean it";
    private static final String LOG = "what the server writes to its own log or statistics";
    private static final String INPUT = "how text in statements is read; ours writes none that it concerns";
    private static final String VACUUM = "VACUUM only, which no session of ours runs";
    private static final String OBJECTS = "what is made: tables, functions, roles or passwords; we make none";
    private static final String ONE_TRANSACTION = "lasts for one transaction; the defaults are pinned";
    private static final String FORMATTING = "to_char, full text search and the like, which we do not call";
    private static final String WAL = "how the server writes its log, not what is in it";

    private static final Map<String, String> CATEGORIES = Map.of(
            "Query Tuning", PLANS,
            "Vacuuming", VACUUM,
            "Resource Usage / Cost-Based Vacuum Delay", VACUUM,
            "Resource Usage / Asynchronous Behavior", PLANS,
            "Resource Usage / I/O", PLANS,
            "Resource Usage / Worker Processes", PLANS,
            "Reporting and Logging", LOG,
            "Statistics", LOG);

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("client_encoding", "the driver asks for UTF8 in the startup packet"),
            Map.entry("lc_messages", "errors are told apart by SQLSTATE, never by their words"),
            Map.entry("lc_numeric", FORMATTING),
            Map.entry("lc_time", FORMATTING),
            Map.entry("default_text_search_config", FORMATTING),
            Map.entry("icu_validation_level", OBJECTS),
            Map.entry("timezone_abbreviations", INPUT),
            Map.entry("xmloption", INPUT),
            Map.entry("backslash_quote", INPUT),
            Map.entry("escape_string_warning", INPUT),
            Map.entry("extension_control_path", OBJECTS),
            Map.entry("gin_fuzzy_search_limit", "searches in GIN indexes, of which the catalog has none"),
            Map.entry("check_function_bodies", OBJECTS),
            Map.entry("createrole_self_grant", OBJECTS),
            Map.entry("default_table_access_method", OBJECTS),
            Map.entry("default_tablespace", OBJECTS),
            Map.entry("default_toast_compression", OBJECTS),
            Map.entry("temp_tablespaces", OBJECTS),
            Map.entry("event_triggers", "an administrator's way to switch event triggers off; we need none"),
            Map.entry("gin_pending_list_limit", OBJECTS),
            Map.entry("restrict_nonsystem_relation_kind", "relations that are not the system's; we read the catalog"),
            Map.entry("transaction_deferrable", ONE_TRANSACTION),
            Map.entry("transaction_isolation", ONE_TRANSACTION),
            Map.entry("transaction_read_only", ONE_TRANSACTION),
            Map.entry("vacuum_failsafe_age", VACUUM),
            Map.entry("vacuum_freeze_min_age", VACUUM),
            Map.entry("vacuum_freeze_table_age", VACUUM),
            Map.entry("vacuum_multixact_failsafe_age", VACUUM),
            Map.entry("vacuum_multixact_freeze_min_age", VACUUM),
            Map.entry("vacuum_multixact_freeze_table_age", VACUUM),
            Map.entry("md5_password_warnings", OBJECTS),
            Map.entry("password_encryption", OBJECTS),
            Map.entry("scram_iterations", OBJECTS),
            Map.entry("client_connection_check_interval", "ends a query only when its client is gone"),
            Map.entry("allow_in_place_tablespaces", OBJECTS),
            Map.entry("backtrace_functions", LOG),
            Map.entry("debug_discard_caches", "slower"),
            Map.entry("debug_parallel_query", PLANS),
            Map.entry("force_parallel_mode", PLANS),
            Map.entry("jit_dump_bitcode", LOG),
            Map.entry("jit_expressions", PLANS),
            Map.entry("jit_tuple_deforming", PLANS),
            Map.entry("trace_notify", LOG),
            Map.entry("trace_sort", LOG),
            Map.entry("wal_consistency_checking", WAL),
            Map.entry("deadlock_timeout", "when a deadlock is looked for; our short queries hold nothing"),
            Map.entry("file_copy_method", OBJECTS),
            Map.entry("hash_mem_multiplier", MEMORY),
            Map.entry("logical_decoding_work_mem", MEMORY),
            Map.entry("maintenance_work_mem", MEMORY),
            Map.entry("temp_buffers", MEMORY),
            Map.entry("vacuum_buffer_usage_limit", VACUUM),
            Map.entry("work_mem", MEMORY),
            Map.entry("lo_compat_privileges", "large objects, which we do not touch"),
            Map.entry("synchronize_seqscans", PLANS),
            Map.entry("commit_delay", WAL),
            Map.entry("commit_siblings", WAL),
            Map.entry("wal_compression", WAL),
            Map.entry("wal_init_zero", WAL),
            Map.entry("wal_recycle", WAL),
            Map.entry("wal_skip_threshold", WAL));

    private HarmlessSettings() {}

    /** Why a setting does no harm; empty when nobody has said so. */
    static Optional<String> reason(String name, String category) {
        String own = NAMES.get(name);
        return own != null
                ? Optional.of(own)
                : CATEGORIES.entrySet().stream()
                        .filter(entry -> !name.contains("timeout"))
                        .filter(entry -> category.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }
}
