package dev.cdcnotifier.runner.verify;

import dev.cdcnotifier.runner.topic.Cluster;

/** Where one side writes; both sinks may share a topic. */
public record SideTopics(Cluster cluster, String eventsink, String lifecycle) {

    String of(Sink sink) {
        return sink == Sink.EVENTSINK ? eventsink : lifecycle;
    }
}
