package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The distribution as it is shipped. */
final class OurRunner implements Contender {

    private final String delivery;

    OurRunner(String delivery) {
        this.delivery = delivery;
    }

    @Override
    public String name() {
        return "cdc-notifier " + delivery;
    }

    @Override
    public String about() {
        return "the distribution with its shipped settings";
    }

    @Override
    public String version() {
        String distribution = System.getenv(RunnerCommand.DISTRIBUTION);
        return distribution == null ? "" : JarVersion.of(Path.of(distribution, "lib"), "cdc-core");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("delivery", delivery);
    }

    @Override
    public List<String> command(Job job) throws IOException {
        return new RunnerCommand(job.folder(), job.host(), job.port(), job.database(), job.bootstrapServers(), delivery)
                .of(List.of(new RunnerCommand.Stream(job.slot(), job.publication(), job.topic())));
    }
}
