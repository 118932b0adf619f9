package dev.cdcnotifier.runner.command;

import dev.cdcnotifier.runner.text.Build;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
final class Version implements IVersionProvider {

    static String text() {
        return Build.current().version();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"cdc-notifier " + text()};
    }
}
