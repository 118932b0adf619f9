package dev.cdcnotifier.replication;

import dev.cdcnotifier.inspection.Checklist;
import dev.cdcnotifier.inspection.Precondition;
import dev.cdcnotifier.inspection.Refusal;
import dev.cdcnotifier.inspection.Remedy;
import dev.cdcnotifier.pg.SlotName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Looks at the server and at the ways to it: whatever is the same for all streams of one role. For one thread. */
final class ServerInspection {

    static final String CONNECTION = "connection";
    private static final String TLS = "TLS";
    private static final String VERSION = "version";
    private static final String WAL_LEVEL = "wal_level";
    private static final String PRIMARY = "primary";
    private static final String ROLE = "role";
    private static final String SENDERS = "walsenders";
    private static final String REPLICATION = "replication connection";
    private static final String SENDER_TIMEOUT = "wal_sender_timeout";
    private static final String SLOTS = "room for slots";
    private static final String CLOCK = "clock";

    /** Below this, figures of latency are off, and nothing else. */
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(2);

    private final SourceDatabase database;
    private final ReplicationSettings settings;
    private final Collection<SlotName> together;
    private final Checklist list;
    private final Function<SQLException, Refusal> refusals;
    private final ReplicationRight right;
    private final SessionInspection sessions;

    /** @param together the slots of all configured streams that share the server, this one's too */
    ServerInspection(
            SourceDatabase database,
            ReplicationSettings settings,
            Collection<SlotName> together,
            Checklist list,
            Function<SQLException, Refusal> refusals) {
        this.database = database;
        this.settings = settings;
        this.together = together;
        this.list = list;
        this.refusals = refusals;
        this.right = new ReplicationRight(database, settings);
        this.sessions = new SessionInspection(settings, list);
    }

    void plan() {
        list.plan(
                CONNECTION,
                TLS,
                VERSION,
                WAL_LEVEL,
                PRIMARY,
                ROLE,
                SessionInspection.ENCODING,
                SENDERS,
                REPLICATION,
                SENDER_TIMEOUT,
                SessionInspection.SETTINGS,
                SLOTS,
                CLOCK);
    }

    /** Why whatever was not looked at was not. */
    static String whySkipped(Checklist list) {
        if (list.hasFailed(CONNECTION)) {
            return "no connection to PostgreSQL";
        }
        if (list.hasFailed(VERSION)) {
            return "the server is too old to be asked";
        }
        return list.hasFailed(PRIMARY) ? "only a primary can be asked" : "an earlier question was refused";
    }

    /** Which server it is, unless it is too old or a standby: then it can be asked nothing more. */
    Optional<ServerCheck.Usable> look(Connection connection) throws SQLException {
        list.add(Precondition.ok(CONNECTION, database.endpoint().toString()));
        tls(connection);
        ServerCheck.Setup setup = ServerCheck.setup(connection);
        version(setup);
        list.add(walLevel(setup));
        list.add(SourceInspection.judged(
                PRIMARY,
                setup.standby() ? "a standby" : "yes",
                setup.standbyProblem().stream().toList()));
        role(setup);
        if (setup.versionProblem().isPresent() || setup.standby()) {
            return Optional.empty();
        }
        ServerCheck.Usable usable = ServerCheck.identity(connection, setup);
        Optional<ReplicationSlots.Slot> slot = ReplicationSlots.read(connection, settings.slot());
        ServerLimits limits = ServerLimits.read(connection, together);
        sessions.encoding(connection);
        senders(limits, slot.filter(ReplicationSlots.Slot::active).isPresent());
        replication(usable.facts(), setup, limits);
        slots(limits, slot.isPresent());
        clock(limits);
        return Optional.of(usable);
    }

    private void tls(Connection connection) throws SQLException {
        String mode = database.endpoint().properties().getOrDefault("sslmode", "prefer");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT s.ssl, s.version FROM pg_catalog.pg_stat_ssl s"
                        + " WHERE s.pid = pg_catalog.pg_backend_pid()")) {
            boolean encrypted = row.next() && row.getBoolean(1);
            String found = (encrypted ? row.getString(2) : "plain text") + ", sslmode " + mode;
            if (isLocal() || encrypted && mode.equals("verify-full")) {
                list.add(Precondition.ok(TLS, found));
                return;
            }
            list.add(Precondition.warning(
                    TLS,
                    found,
                    "postgres_tls",
                    encrypted
                            ? "somebody in between could pass for the server: its name is not checked"
                            : "rows and the login can be read on the way",
                    List.of(Remedy.setting("sslmode verify-full, and the authority's certificate in sslrootcert"
                            + " (in a configuration file: ssl.mode, ssl.root-cert)"))));
        }
    }

    private boolean isLocal() {
        try {
            return InetAddress.getByName(database.endpoint().host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void version(ServerCheck.Setup setup) {
        OptionalInt safe = ServerCheck.safeMinor(setup.versionNum());
        if (setup.versionProblem().isPresent() || safe.isEmpty()) {
            list.add(SourceInspection.judged(
                    VERSION, setup.version(), setup.versionProblem().stream().toList()));
            return;
        }
        list.add(Precondition.warning(
                VERSION,
                setup.version(),
                "server_version",
                "this minor release may lose changes of transactions that are open while a publication is made; update"
                        + " PostgreSQL to " + setup.versionNum() / 10_000 + "." + safe.getAsInt() + " or newer",
                List.of()));
    }

    private static Precondition walLevel(ServerCheck.Setup setup) {
        return setup.walLevelProblem()
                .map(problem -> Precondition.failed(
                        WAL_LEVEL,
                        setup.walLevel(),
                        problem.reason().code(),
                        problem.message(),
                        Remedy.serverSetting("wal_level", "'logical'")))
                .orElseGet(() -> Precondition.ok(WAL_LEVEL, setup.walLevel()));
    }

    /** A role without the attribute may have the right all the same: the server's answer to it decides. */
    private void role(ServerCheck.Setup setup) {
        Optional<Problem> problem = right.problem(setup);
        String found = setup.roleReplicates()
                ? " may replicate"
                : problem.isPresent()
                        ? " lacks REPLICATION"
                        : " has no REPLICATION of its own; whether it may replicate shows in the replication connection";
        list.add(SourceInspection.judged(
                ROLE, setup.role() + found, problem.stream().toList()));
    }

    /** Each slot that is streamed takes one, and so does each standby. */
    private void senders(ServerLimits limits, boolean ours) {
        String found = limits.walSenders() + " of " + limits.maxWalSenders() + " in use";
        int more = limits.maxWalSenders() + Math.max(10, limits.unstreamed());
        if (!ours && limits.freeWalSenders() < limits.unstreamed()) {
            list.add(Precondition.failed(
                    SENDERS,
                    found,
                    "postgres_unavailable",
                    (limits.isOutOfWalSenders()
                                    ? "no replication connection is left for this stream: it needs one"
                                    : limits.unstreamed()
                                            + " streams of this configuration need a replication connection"
                                            + " each, and " + limits.freeWalSenders() + " are left")
                            + "; raise max_wal_senders",
                    Remedy.serverSetting("max_wal_senders", Integer.toString(more))));
        } else if (limits.maxWalSenders() < limits.maxSlots()) {
            list.add(Precondition.warning(
                    SENDERS,
                    found,
                    "max_wal_senders",
                    "the server takes " + limits.maxSlots() + " slots (max_replication_slots) and lets only "
                            + limits.maxWalSenders()
                            + " of them be streamed at a time (max_wal_senders), standbys and base"
                            + " backups included",
                    Remedy.serverSetting("max_wal_senders", Integer.toString(limits.maxSlots() + 10))));
        } else {
            list.add(Precondition.ok(SENDERS, found));
        }
    }

    /** A real one, as a stream opens it: only so pg_hba.conf, a pooler in between and the role's limits have their say. */
    private void replication(ServerFacts server, ServerCheck.Setup setup, ServerLimits limits) {
        String unasked = list.hasFailed(ROLE)
                ? "the role lacks REPLICATION"
                : limits.isOutOfWalSenders() ? "no walsender is left to try it with" : "";
        if (!unasked.isEmpty()) {
            list.add(Precondition.skipped(REPLICATION, unasked));
            list.add(Precondition.skipped(SENDER_TIMEOUT, unasked));
            list.add(Precondition.skipped(SessionInspection.SETTINGS, unasked));
            return;
        }
        LinkWatch watch = new LinkWatch(settings.silenceLimit());
        try (Connection connection = database.replicationConnection(watch, settings.walSenderTimeout());
                Statement statement = connection.createStatement()) {
            SessionStart.requireSameServer(connection, server);
            list.add(Precondition.ok(REPLICATION, "opened and closed"));
            try (ResultSet row = statement.executeQuery("SELECT s.setting::bigint FROM pg_catalog.pg_settings s"
                    + " WHERE s.name = 'wal_sender_timeout'")) {
                row.next();
                senderTimeout(row.getLong(1));
            }
            sessions.settings(connection);
        } catch (SQLException e) {
            list.add(refused(e, setup));
            list.add(Precondition.skipped(SENDER_TIMEOUT, "no replication connection"));
            list.add(Precondition.skipped(SessionInspection.SETTINGS, "no replication connection"));
        }
    }

    private Precondition refused(SQLException e, ServerCheck.Setup setup) {
        if (ReplicationRight.isRefusal(e)) {
            return SourceInspection.judged(REPLICATION, "refused", List.of(setup.mayNotReplicate()));
        }
        Refusal refusal = refusals.apply(e);
        return Precondition.failed(
                REPLICATION,
                "refused",
                refusal.reason(),
                refusal.message() + "; connections to the same database that do not replicate are let in",
                LoginRemedies.of(e, database.endpoint()));
    }

    private void senderTimeout(long millis) {
        long wanted = settings.walSenderTimeout().toMillis();
        String found = millis + " ms in our sessions";
        list.add(
                millis == wanted
                        ? Precondition.ok(SENDER_TIMEOUT, found)
                        : Precondition.warning(
                                SENDER_TIMEOUT,
                                found,
                                "wal_sender_timeout",
                                "a session asks for " + wanted + " ms and got another value: something in between keeps"
                                        + " the option from the server, a pooler as a rule; connect past it",
                                List.of()));
    }

    private void slots(ServerLimits limits, boolean exists) {
        String found = limits.slots() + " of " + limits.maxSlots() + " in use";
        if (exists || limits.freeSlots() >= limits.missing()) {
            list.add(Precondition.ok(SLOTS, found));
            return;
        }
        list.add(Precondition.failed(
                SLOTS,
                found,
                "postgres_unavailable",
                (limits.freeSlots() <= 0
                                ? "there is no room for slot " + settings.slot()
                                : limits.missing()
                                        + " streams of this configuration have no slot yet, and there is room for "
                                        + limits.freeSlots())
                        + "; raise max_replication_slots, or drop a slot that nobody needs"
                        + " (SELECT slot_name, active FROM pg_replication_slots)",
                Remedy.serverSetting(
                        "max_replication_slots",
                        Integer.toString(limits.maxSlots() + Math.max(10, limits.missing())))));
    }

    private void clock(ServerLimits limits) {
        Duration apart = limits.clockAhead().abs();
        String found = apart.toMillis() + " ms " + (limits.clockAhead().isNegative() ? "behind" : "ahead of")
                + " this machine, ± " + Math.max(1, limits.clockDoubt().toMillis()) + " ms";
        list.add(
                apart.minus(limits.clockDoubt()).compareTo(WORTH_A_WORD) < 0
                        ? Precondition.ok(CLOCK, found)
                        : Precondition.warning(
                                CLOCK,
                                found,
                                "clock",
                                "the server's clock and this machine's differ: figures of lag and latency are wrong by as"
                                        + " much, and so are times in messages next to those of records; set both by NTP",
                                List.of(Remedy.command("timedatectl set-ntp true    # on both machines"))));
    }
}
