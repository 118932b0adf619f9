package dev.cdcnotifier.runner.config;

import dev.cdcnotifier.pg.PgEndpoint;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Finds what is used twice where PostgreSQL has only one: a slot's name on a server, and a publication (named like the
 * namespace) in a database. Two blocks of {@code databases} may well be the same server.
 */
final class UsedOnce {

    private final Map<String, String> slots = new HashMap<>();
    private final Map<String, String> namespaces = new HashMap<>();

    void slot(PgEndpoint endpoint, Section slot) {
        String first = slots.putIfAbsent(server(endpoint) + ' ' + slot.name(), slot.path());
        if (first != null) {
            slot.problem("this slot name is used already at " + first
                    + "; a PostgreSQL server has only one slot of a name, whatever the database");
        }
    }

    void namespace(PgEndpoint endpoint, Section namespace) {
        String key = server(endpoint) + '/' + endpoint.database() + ' ' + namespace.name();
        String first = namespaces.putIfAbsent(key, namespace.path());
        if (first != null) {
            namespace.problem("this namespace is streamed already at " + first
                    + "; its messages would be sent twice and out of order");
        }
    }

    private static String server(PgEndpoint endpoint) {
        return endpoint.host().toLowerCase(Locale.ROOT) + ':' + endpoint.port();
    }
}
