package dev.cdcnotifier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestBackendTest {

    @Test
    void without_a_wish_servers_are_local() {
        assertThat(TestBackend.of(null)).isEqualTo(TestBackend.LOCAL);
        assertThat(TestBackend.of(" ")).isEqualTo(TestBackend.LOCAL);
        assertThat(TestBackend.of("local")).isEqualTo(TestBackend.LOCAL);
    }

    @Test
    void docker_is_used_when_it_is_asked_for() {
        assertThat(TestBackend.of("docker")).isEqualTo(TestBackend.DOCKER);
        assertThat(TestBackend.of("Docker ")).isEqualTo(TestBackend.DOCKER);
    }

    @Test
    void an_unknown_backend_is_named() {
        assertThatThrownBy(() -> TestBackend.of("podman"))
                .isInstanceOf(TestkitException.class)
                .hasMessage("CDC_TEST_BACKEND=podman is neither local nor docker");
    }
}
