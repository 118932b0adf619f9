package dev.cdcnotifier.chaos.plant;

import dev.cdcnotifier.chaos.agent.Holding;
import dev.cdcnotifier.chaos.oracle.Expected;
import dev.cdcnotifier.chaos.world.Lane;
import dev.cdcnotifier.chaos.world.World;
import dev.cdcnotifier.testkit.Await;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Makes Kafka take nothing of one lane, or nothing of one of its topics. One thread per lane. */
final class LaneTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final World world;
    private final Lane lane;

    LaneTopics(World world, Lane lane) {
        this.world = world;
        this.lane = lane;
    }

    void stall() {
        stall(List.of(Expected.eventTopic(lane.name()), Expected.lifecycleTopic(lane.name())));
    }

    void stallEvents() {
        stall(List.of(Expected.eventTopic(lane.name())));
    }

    // Returns when it is so: what is committed from then on is not taken.
    private void stall(List<String> names) {
        lane.hold(names);
        Await.until(lane.name() + " to hold " + names, PATIENCE, () -> Files.readString(lane.log())
                .contains(Holding.HOLDS + names));
    }

    void heal() {
        lane.hold(List.of());
    }

    /** The broker refuses from now on what the client thinks it takes. */
    void refuseLarge() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Expected.eventTopic(lane.name()));
        AlterConfigOp small = new AlterConfigOp(new ConfigEntry("max.message.bytes", "50"), AlterConfigOp.OpType.SET);
        world.kafka()
                .admin()
                .incrementalAlterConfigs(Map.of(topic, List.of(small)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }
}
