package dev.cdcnotifier;

import dev.cdcnotifier.replication.SourceDatabase;
import dev.cdcnotifier.replication.StreamRemoval;
import dev.cdcnotifier.replication.StreamSetup;
import dev.cdcnotifier.slot.SlotSettings;

/**
 * What one stream has in PostgreSQL, while it does not run: publications, replica identities and the slot. For one thread;
 * keeps connections until it is closed.
 */
public final class StreamObjects implements AutoCloseable {

    private final SlotSettings settings;
    private final SourceDatabase database;

    public StreamObjects(SlotSettings settings) {
        this.settings = settings;
        this.database = new SourceDatabase(settings.endpoint(), "cdc-notifier setup");
    }

    /** Makes them, whatever the settings say of making. */
    public StreamSetup setup() {
        return new StreamSetup(database, settings.replication());
    }

    /** Removes them. */
    public StreamRemoval removal() {
        return new StreamRemoval(database, settings.replication());
    }

    @Override
    public void close() {
        database.close();
    }
}
