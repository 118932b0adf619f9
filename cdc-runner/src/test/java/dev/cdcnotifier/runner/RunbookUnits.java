package dev.cdcnotifier.runner;

import dev.cdcnotifier.runner.runbook.Services;
import dev.cdcnotifier.testkit.PgServer;
import java.io.IOException;

/** What an operator's {@code systemctl} starts and stops. */
final class RunbookUnits {

    private RunbookUnits() {}

    /** PostgreSQL. */
    record Database(PgServer pg) implements Services.Unit {

        @Override
        public void start() {
            pg.restart();
        }

        @Override
        public void stop() {
            pg.stopFast();
        }

        @Override
        public String state() {
            return pg.isRunning() ? "active" : "inactive";
        }

        @Override
        public void signal(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public String journal() {
            return "";
        }
    }

    /** The runner. */
    record Runner(RunnerProcess runner) implements Services.Unit {

        @Override
        public void start() {
            if (!runner.isRunning()) {
                runner.start();
            }
        }

        @Override
        public void stop() {
            if (runner.isRunning()) {
                runner.signal("TERM");
                runner.awaitExit(RunbookWorld.PATIENCE);
            }
        }

        @Override
        public String state() {
            if (runner.isRunning()) {
                return "active";
            }
            return runner.exitCode() == 0 ? "inactive" : "failed";
        }

        @Override
        public void signal(String name) {
            runner.signal(name);
        }

        @Override
        public String journal() throws IOException {
            return runner.wholeOutput();
        }
    }
}
