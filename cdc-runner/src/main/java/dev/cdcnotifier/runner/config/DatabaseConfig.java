package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.pg.PgEndpoint;

/**
 * A database and the schema its namespaces' tables are in.
 *
 * @param endpoint the database
 * @param schema the schema, unquoted
 */
record DatabaseConfig(PgEndpoint endpoint, String schema) {}
