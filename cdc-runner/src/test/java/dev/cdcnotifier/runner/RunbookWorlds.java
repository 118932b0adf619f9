package dev.cdcnotifier.runner;

import dev.cdcnotifier.testkit.KafkaBroker;
import dev.cdcnotifier.testkit.PgServer;
import java.util.Map;
import java.util.TreeMap;

/** The situation that each page of {@code docs/runbooks} is for. */
final class RunbookWorlds {

    static final int MAJOR = 17;

    static final String SLOT = "cdc_slot_default";
    static final String NAMESPACE = RunbookWorld.NAMESPACE;
    static final String EVENTS = "cdc_eventsink_topic";
    static final String LIFECYCLE = "cdc_lifecycle_topic";

    /** Makes a page's world. */
    interface Maker {
        RunbookWorld make() throws Exception;
    }

    /** By the page's name. A page is run when it stands here. */
    static final Map<String, Maker> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("process-down", RunbookTroubles::processDown),
            Map.entry("slot-lost", RunbookTroubles::slotLost),
            Map.entry("wal-growing", RunbookTroubles::walGrowing),
            Map.entry("kafka-down", RunbookTroubles::kafkaDown),
            Map.entry("stopped-streams", RunbookTroubles::topicMissing),
            Map.entry("topics", RunbookWorlds::working),
            Map.entry("rollout-existing", RunbookPlans::rolloutExisting),
            Map.entry("rollout-new", RunbookPlans::rolloutNew),
            Map.entry("namespaces", RunbookPlans::namespaces),
            Map.entry("postgres-failover", RunbookPlans::failover),
            Map.entry("postgres-upgrade", RunbookPlans::upgrade),
            Map.entry("credentials", RunbookPlans::credentials),
            Map.entry("second-site", RunbookPlans::secondSite),
            Map.entry("lag", RunbookWorlds::working),
            Map.entry("paused", RunbookTroubles::controlled),
            Map.entry("poison-row", RunbookTroubles::poisonRow),
            Map.entry("rollout", RunbookPlans::rollout),
            Map.entry("rollout-beside-the-engine", RunbookPlans::besideTheEngine),
            Map.entry("takeover", RunbookPlans::takeover)));

    private RunbookWorlds() {}

    /** A namespace that streams and has streamed something. */
    static RunbookWorld working() throws Exception {
        return streaming(PgServer.builder(MAJOR), KafkaBroker.builder());
    }

    static RunbookWorld streaming(PgServer.Builder pg, KafkaBroker.Builder kafka) throws Exception {
        RunbookWorld world =
                prepared(pg, kafka).service(RunbookConfiguration.readme()).streaming();
        world.work(NAMESPACE);
        world.on("the engine works", () -> world.work(NAMESPACE));
        return world;
    }

    static RunbookWorld prepared(PgServer.Builder pg, KafkaBroker.Builder kafka) throws Exception {
        return new RunbookWorld(pg, kafka).role().tables(NAMESPACE).topics(EVENTS, LIFECYCLE);
    }
}
