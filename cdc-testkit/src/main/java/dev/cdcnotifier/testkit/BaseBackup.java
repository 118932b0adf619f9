package dev.cdcnotifier.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Copies a running server's data directory, so that the copy becomes its standby; what {@code pg_basebackup} does, which
 * is not among the programs at hand. See <a
 * href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">the manual</a>.
 */
final class BaseBackup {

    private static final String SLOT = "standby";

    /** Folders whose contents are the primary's own; the log comes over the replication slot. */
    private static final Set<String> EMPTY = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_dynshmem", "pg_notify");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    private BaseBackup() {}

    /** Makes the folder a standby's data directory that is ready to be started. The primary keeps log for it. */
    static void copy(PgServer primary, Path target) {
        try (Connection connection = primary.connect(PgServer.SUPERUSER);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_create_physical_replication_slot('" + SLOT + "', true)");
            Path source = Path.of(text(statement, "SHOW data_directory"));
            statement.execute("SELECT pg_backup_start('standby', true)");
            copyTree(source, target);
            Files.writeString(
                    target.resolve("backup_label"), text(statement, "SELECT labelfile FROM pg_backup_stop(false)"));
            Files.writeString(target.resolve("postgresql.conf"), standbySettings(primary), StandardOpenOption.APPEND);
            Files.createFile(target.resolve("standby.signal"));
            statement.execute("ALTER SYSTEM SET synchronized_standby_slots = '" + SLOT + "'");
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException | IOException e) {
            throw new TestkitException("cannot make a standby in " + target, e);
        }
    }

    private static String standbySettings(PgServer primary) {
        return """
               primary_conninfo = 'host=%s port=%d user=%s dbname=%s'
               primary_slot_name = '%s'
               hot_standby_feedback = on
               sync_replication_slots = on
               """
                .formatted(primary.host(), primary.port(), PgServer.SUPERUSER, PgServer.SUPERUSER, SLOT);
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void copyTree(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.copy(folder, target.resolve(source.relativize(folder)), StandardCopyOption.COPY_ATTRIBUTES);
                return EMPTY.contains(source.relativize(folder).toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT.contains(source.relativize(file).toString())) {
                    try {
                        Files.copy(file, target.resolve(source.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException e) {
                        // The primary works on: what it removed meanwhile, its log removes from the copy too.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
