package dev.cdcnotifier.replication;

/** What to do about something of PostgreSQL's that a stream needs and that is not there. */
public enum Provision {
    /** Make it. */
    CREATE,
    /** Stop and print the SQL that makes it. */
    VERIFY
}
