package dev.cdcnotifier.runner;

import dev.cdcnotifier.CdcNotifier;
import dev.cdcnotifier.delivery.KeyHash;
import dev.cdcnotifier.delivery.Murmur2;
import dev.cdcnotifier.progressor.ErlangPhash2;
import dev.cdcnotifier.progressor.ProgressorSlot;
import dev.cdcnotifier.runner.config.Partitioner;
import dev.cdcnotifier.runner.config.RunnerConfig;
import dev.cdcnotifier.runner.config.SlotOptions;
import dev.cdcnotifier.runner.config.StreamConfig;
import dev.cdcnotifier.runner.http.HttpEndpoints;
import dev.cdcnotifier.runner.http.HttpUnavailableException;
import dev.cdcnotifier.slot.SlotSettings;

/** The only place that puts the parts together. */
public final class Wiring {

    private Wiring() {}

    /**
     * Starts every stream and the HTTP server, and returns at once; PostgreSQL and Kafka may be down.
     *
     * @throws HttpUnavailableException when the HTTP port cannot be had; no stream has been started then
     */
    public static RunningNotifier start(RunnerConfig config) throws HttpUnavailableException {
        HttpEndpoints http = HttpEndpoints.bind(config.http());
        ProcessMeters meters = new ProcessMeters();
        CdcNotifier.Builder builder =
                CdcNotifier.builder().meters(meters.registry()).listener(new FirstStreaming());
        for (StreamConfig stream : config.streams()) {
            StartLog.write(stream);
            builder.stream(settings(stream));
        }
        CdcNotifier notifier = builder.start();
        http.serve(notifier::streams, meters::scrape, new NotifierControl(notifier));
        return new RunningNotifier(notifier, http, meters);
    }

    /** A configured stream in the library's terms. */
    public static SlotSettings settings(StreamConfig stream) {
        SlotOptions options = stream.options();
        ProgressorSlot slot = ProgressorSlot.named(stream.name(), stream.endpoint(), stream.slot())
                .slotProvision(options.slot())
                .publicationProvision(options.publications())
                .failoverSlot(options.failoverSlot())
                .binary(options.binary())
                .payloadLimits(options.payload())
                .partitioner(keyHash(options.partitioner()))
                .resendTimeout(options.resendTimeout())
                .maxRetries(options.maxRetries())
                .reconnectTimeout(options.reconnectTimeout())
                .statusInterval(options.statusInterval())
                .window(options.windowRecords(), options.windowBytes())
                .headers(options.headers())
                .positionTopic(options.positionTopic());
        if (options.delivery() == SlotOptions.Delivery.EXACTLY_ONCE) {
            slot.exactlyOnce(options.positionTopic()).commitInterval(options.commitInterval());
        }
        if (stream.deadLetters() != null) {
            slot.deadLetters(stream.deadLetters());
        }
        stream.kafkaClients().forEach(slot::kafkaClient);
        stream.namespaces().forEach(slot::namespace);
        return slot.build();
    }

    private static KeyHash keyHash(Partitioner partitioner) {
        return switch (partitioner) {
            case PHASH2 -> new ErlangPhash2();
            case MURMUR2 -> new Murmur2();
        };
    }
}
