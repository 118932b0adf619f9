package dev.cdcnotifier.runner.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.supervision.WorkerState;
import org.junit.jupiter.api.Test;

class StatusPageTest {

    private final Response page = new StatusPage().get();

    @Test
    void nothing_comes_from_elsewhere() {
        assertThat(page.body().replace("xmlns='http://www.w3.org/2000/svg'", ""))
                .doesNotContain("http://", "https://", "@import", "url(", " src=");
    }

    @Test
    void what_the_process_says_never_becomes_html() {
        assertThat(page.body())
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style=\"")
                .doesNotContainPattern(" on[a-z]+=\"");
    }

    @Test
    void the_policy_allows_its_own_script_and_nothing_else() {
        assertThat(page.headers().get("Content-Security-Policy"))
                .startsWith("default-src 'none';")
                .containsPattern("script-src 'sha256-[A-Za-z0-9+/]{43}=';")
                .containsPattern("style-src 'sha256-[A-Za-z0-9+/]{43}=';")
                .contains("connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body().split("<script>", -1)).hasSize(2);
        assertThat(page.body().split("<style>", -1)).hasSize(2);
    }

    @Test
    void every_state_has_its_words() {
        assertThat(WorkerState.NAMES)
                .allSatisfy(state -> assertThat(page.body()).contains("\n  " + state + ": ['"));
    }
}
