package dev.cdcnotifier.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortClaimsTest {

    /** Takes a port and keeps it until its input ends. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws IOException {
            System.out.println(LoopbackPorts.free());
            System.in.read();
        }
    }

    @Test
    void a_port_of_another_process_is_given_to_nobody_until_that_process_is_killed() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = other.inputReader()) {
            int port = Integer.parseInt(output.readLine());
            assertThat(PortClaims.claim(port)).isFalse();
            other.destroyForcibly().waitFor();
            assertThat(PortClaims.claim(port)).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }
}
