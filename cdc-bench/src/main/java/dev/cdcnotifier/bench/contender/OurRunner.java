package dev.cdcnotifier.bench.contender;

import java.io.IOException;
import java.util.List;

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
    public List<String> command(Job job) throws IOException {
        return new RunnerCommand(job.folder(), job.host(), job.port(), job.database(), job.bootstrapServers(), delivery)
                .of(List.of(new RunnerCommand.Stream(job.slot(), job.publication(), job.topic())));
    }
}
