package dev.cdcnotifier.runner.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.cdcnotifier.runner.config.ConfigFile;
import dev.cdcnotifier.runner.config.RunnerConfig;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** {@code packaging/kubernetes} and {@code packaging/Dockerfile}, where there is neither a cluster nor Docker. */
class KubernetesTest {

    private static final Path PACKAGING = Path.of("..", "packaging");
    private static final String SECRETS = "/run/secrets/cdc-notifier/";

    /** Throws when a field is not in Kubernetes' own schema, or one that it needs is not there. */
    private interface Schema {
        void validate(JsonElement object) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Secret", V1Secret::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement);

    @TempDir
    private Path folder;

    private final Map<String, JsonObject> objects = new LinkedHashMap<>();

    @BeforeEach
    void load() throws IOException {
        String text = Files.readString(PACKAGING.resolve("kubernetes/cdc-notifier.yaml"));
        for (Object document : new Yaml().loadAll(text)) {
            JsonObject object = new Gson().toJsonTree(document).getAsJsonObject();
            objects.put(object.get("kind").getAsString(), object);
        }
    }

    @Test
    void every_object_is_as_kubernetes_schema_has_it() throws IOException {
        assertThat(objects).containsKeys(SCHEMAS.keySet().toArray(String[]::new));
        for (Map.Entry<String, Schema> schema : SCHEMAS.entrySet()) {
            schema.getValue().validate(objects.get(schema.getKey()));
        }
    }

    @Test
    void a_field_that_is_misspelt_would_be_found() {
        JsonObject container = container().deepCopy();
        container.addProperty("imagePullPolice", "Always");
        JsonObject deployment = objects.get("Deployment");
        pod(deployment).getAsJsonArray("containers").set(0, container);
        assertThatThrownBy(() -> V1Deployment.validateJsonElement(deployment)).hasMessageContaining("imagePullPolice");
    }

    /** Its schema is the Prometheus Operator's; these are the fields it has for what is said here. */
    @Test
    void the_monitor_reads_the_metrics_of_the_service() {
        JsonObject spec = objects.get("ServiceMonitor").getAsJsonObject("spec");
        assertThat(spec.keySet()).isEqualTo(Set.of("selector", "endpoints"));
        JsonObject endpoint = spec.getAsJsonArray("endpoints").get(0).getAsJsonObject();
        assertThat(endpoint.get("path").getAsString()).isEqualTo("/metrics");
        JsonObject port = objects.get("Service")
                .getAsJsonObject("spec")
                .getAsJsonArray("ports")
                .get(0)
                .getAsJsonObject();
        assertThat(endpoint.get("port")).isEqualTo(port.get("name"));
        assertThat(spec.getAsJsonObject("selector").getAsJsonObject("matchLabels"))
                .isEqualTo(objects.get("Service").getAsJsonObject("metadata").getAsJsonObject("labels"));
    }

    @Test
    void the_configuration_is_one_that_the_runner_takes_and_lies_where_it_looks() throws Exception {
        String text = objects.get("ConfigMap")
                .getAsJsonObject("data")
                .get("cdc-notifier.conf")
                .getAsString();
        assertThat(text).contains(SECRETS + "progressor-db");
        Files.writeString(folder.resolve("progressor-db"), "secret");
        Path file = Files.writeString(folder.resolve("cdc-notifier.conf"), text.replace(SECRETS, folder + "/"));
        RunnerConfig config = ConfigFile.load(file);
        assertThat(config.streams()).hasSize(1);
        JsonObject container = container();
        assertThat(container
                        .getAsJsonArray("ports")
                        .get(0)
                        .getAsJsonObject()
                        .get("containerPort")
                        .getAsInt())
                .isEqualTo(config.http().port());
        assertThat(container.getAsJsonArray("volumeMounts").toString())
                .contains("\"/etc/cdc-notifier\"", SECRETS.substring(0, SECRETS.length() - 1));
        assertThat(objects.get("Secret").getAsJsonObject("stringData").keySet()).containsExactly("progressor-db");
        assertThat(Files.readString(PACKAGING.resolve("Dockerfile")))
                .contains("\"/etc/cdc-notifier/cdc-notifier.conf\"");
    }

    @Test
    void one_streams_and_one_stands_by_and_never_both_are_taken_away() {
        JsonObject spec = objects.get("Deployment").getAsJsonObject("spec");
        assertThat(spec.get("replicas").getAsInt()).isEqualTo(2);
        JsonObject rollout = spec.getAsJsonObject("strategy").getAsJsonObject("rollingUpdate");
        assertThat(rollout.get("maxUnavailable").getAsInt()).isEqualTo(1);
        JsonObject budget = objects.get("PodDisruptionBudget").getAsJsonObject("spec");
        assertThat(budget.get("maxUnavailable").getAsInt()).isEqualTo(1);
        assertThat(budget.getAsJsonObject("selector").getAsJsonObject("matchLabels"))
                .isEqualTo(spec.getAsJsonObject("selector").getAsJsonObject("matchLabels"));
    }

    @Test
    void it_runs_as_nobody_and_writes_nowhere_but_to_tmp() {
        JsonObject pod = pod(objects.get("Deployment"));
        assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
        JsonObject user = pod.getAsJsonObject("securityContext");
        assertThat(user.get("runAsNonRoot").getAsBoolean()).isTrue();
        JsonObject limits = container().getAsJsonObject("securityContext");
        assertThat(limits.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
        assertThat(limits.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
        for (JsonElement mount : container().getAsJsonArray("volumeMounts")) {
            boolean readOnly = mount.getAsJsonObject().has("readOnly");
            assertThat(readOnly)
                    .isNotEqualTo(mount.getAsJsonObject()
                            .get("mountPath")
                            .getAsString()
                            .equals("/tmp"));
        }
    }

    @Test
    void the_probes_ask_what_the_runner_serves() {
        assertThat(path("livenessProbe")).isEqualTo("/health/live");
        assertThat(path("readinessProbe")).isEqualTo("/health/ready");
    }

    private String path(String probe) {
        return container()
                .getAsJsonObject(probe)
                .getAsJsonObject("httpGet")
                .get("path")
                .getAsString();
    }

    @Test
    void the_image_is_built_from_two_stages_and_run_by_a_user_without_rights() throws IOException {
        String dockerfile = Files.readString(PACKAGING.resolve("Dockerfile"));
        assertThat(dockerfile.lines().filter(line -> line.startsWith("FROM "))).hasSize(2);
        String user = pod(objects.get("Deployment"))
                .getAsJsonObject("securityContext")
                .get("runAsUser")
                .getAsString();
        assertThat(dockerfile).contains("\nUSER " + user + ":");
        assertThat(dockerfile.indexOf("\nUSER ")).isGreaterThan(dockerfile.lastIndexOf("\nRUN "));
        assertThat(Files.readString(PACKAGING.resolve("Dockerfile.dockerignore"))
                        .lines())
                .contains("**/target", ".git");
    }

    private JsonObject container() {
        return pod(objects.get("Deployment"))
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject();
    }

    private static JsonObject pod(JsonObject deployment) {
        return deployment.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
    }
}
