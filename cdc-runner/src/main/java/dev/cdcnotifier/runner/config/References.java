package dev.cdcnotifier.runner.config;

import java.util.Set;

/** What to say of a name that leads nowhere. */
final class References {

    private References() {}

    static String unknownKafkaClient(String name, Set<String> declared) {
        return "there is no \"" + name + "\" in cdc-notifier.kafka-clients" + NearestName.hint(name, declared);
    }

    static String unknownDatabase(String name, Set<String> declared) {
        return "there is no \"" + name + "\" in cdc-notifier.databases" + NearestName.hint(name, declared);
    }
}
