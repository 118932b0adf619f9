package dev.cdcnotifier.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cdcnotifier.inspection.Precondition.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecklistTest {

    @Test
    void what_was_announced_and_not_looked_at_is_skipped_in_its_place() {
        Checklist list = new Checklist();
        list.plan("a", "b", "c");
        list.add(Precondition.ok("b", "found"));
        assertThat(list.next()).contains("a");
        list.skipRest("no reason");
        assertThat(list.preconditions())
                .containsExactly(
                        Precondition.skipped("a", "no reason"),
                        Precondition.ok("b", "found"),
                        Precondition.skipped("c", "no reason"));
        assertThat(list.next()).isEmpty();
    }

    @Test
    void only_what_does_not_hold_has_failed() {
        Checklist list = new Checklist();
        list.plan("a");
        list.add(Precondition.failed("b", "", "reason", "", List.of()));
        list.add(Precondition.warning("c", "", "reason", "", List.of()));
        assertThat(list.hasFailed("a")).isFalse();
        assertThat(list.hasFailed("b")).isTrue();
        assertThat(list.hasFailed("c")).isFalse();
        assertThat(list.hasFailed("unknown")).isFalse();
    }

    @Test
    void a_stream_holds_unless_something_fails() {
        assertThat(inspection(State.OK, State.PENDING, State.WARNING, State.SKIPPED)
                        .holds())
                .isTrue();
        assertThat(inspection(State.OK, State.FAILED).holds()).isFalse();
        assertThat(inspection(State.OK, State.OK, State.FAILED).count(State.OK)).isEqualTo(2);
    }

    private static Inspection inspection(State... states) {
        List<Precondition> preconditions = List.of(states).stream()
                .map(state -> new Precondition(state.name(), state, "", "", "", List.of()))
                .toList();
        return new Inspection("s", List.of(new Inspection.System("x", preconditions)));
    }
}
