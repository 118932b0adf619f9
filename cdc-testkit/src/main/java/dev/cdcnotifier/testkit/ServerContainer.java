package dev.cdcnotifier.testkit;

import com.github.dockerjava.api.DockerClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.testcontainers.containers.GenericContainer;

/**
 * A container whose server is stopped, killed and started again on the same ports and files, by Testcontainers.
 *
 * <p>Written without a Docker engine at hand: compiled against Testcontainers 2.0, never run. Not thread-safe.
 */
final class ServerContainer implements AutoCloseable {

    private final String image;
    private final GenericContainer<?> container;

    /** A container of this image, whose ports are published under the same numbers. */
    ServerContainer(String image, int... ports) {
        this.image = image;
        container = new GenericContainer<>(image);
        List<String> bindings =
                Arrays.stream(ports).mapToObj(port -> port + ":" + port).toList();
        container.setPortBindings(bindings);
    }

    /** For what is set before the first start. */
    GenericContainer<?> container() {
        return container;
    }

    /** Starts it the first time or again; the caller waits until it serves. */
    void start() {
        try {
            if (container.getContainerId() == null) {
                container.start();
            } else {
                docker().startContainerCmd(container.getContainerId()).exec();
            }
        } catch (RuntimeException e) {
            throw new TestkitException(
                    "cannot start a container of " + image + ": is a Docker engine there?" + " Without "
                            + TestBackend.VARIABLE + " the test kit needs none",
                    e);
        }
    }

    boolean isRunning() {
        return Boolean.TRUE.equals(
                container.getCurrentContainerInfo().getState().getRunning());
    }

    long pid() {
        Long pid = container.getCurrentContainerInfo().getState().getPidLong();
        return pid == null ? 0 : pid;
    }

    /** Sends the image's stop signal; Docker kills what has not ended in time, so false means that it was killed. */
    boolean stop(Duration atMost) {
        int seconds = (int) Math.max(1, atMost.toSeconds());
        docker().stopContainerCmd(container.getContainerId())
                .withTimeout(seconds)
                .exec();
        Long exitCode = container.getCurrentContainerInfo().getState().getExitCodeLong();
        return exitCode == null || exitCode != 137;
    }

    void kill9() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
