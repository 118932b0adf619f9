package dev.cdcnotifier.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each planted fault is found by the guarantee that forbids it, and an honest replay by none. */
class GuaranteeTest {

    private final AtLeastOnce atLeastOnce = new AtLeastOnce();
    private final PerKeyOrder order = new PerKeyOrder();

    @Test
    void a_plain_delivery_breaks_nothing() {
        deliver("k", 1, 2, 3);
        atLeastOnce.committed("k", 3);
        assertNothingBroken();
        assertThat(order.duplicates()).isZero();
        assertThat(order.delivered()).isEqualTo(3);
        assertThat(order.greatest("k")).isEqualTo(3);
    }

    @Test
    void a_replay_of_a_run_breaks_nothing_and_is_counted() {
        deliver("k", 1, 2, 3, 2, 3, 4);
        atLeastOnce.committed("k", 4);
        assertNothingBroken();
        assertThat(order.duplicates()).isEqualTo(2);
        assertThat(order.jumpsBack()).isEqualTo(1);
    }

    @Test
    void a_lost_message_in_the_middle_is_found() {
        deliver("k", 1, 3);
        atLeastOnce.committed("k", 3);
        assertThat(atLeastOnce.lost()).isEqualTo(1);
        assertThat(atLeastOnce.violations()).containsExactly("lost: of key k the messages {2} of 1 to 3");
        assertThat(order.violations()).containsExactly("gap: of key k message 3 came after 1");
    }

    @Test
    void a_lost_tail_is_found_although_the_order_holds() {
        deliver("k", 1, 2);
        atLeastOnce.committed("k", 4);
        assertThat(atLeastOnce.lost()).isEqualTo(2);
        assertThat(atLeastOnce.violations()).hasSize(1);
        assertThat(order.violations()).isEmpty();
    }

    @Test
    void a_key_that_never_came_is_found() {
        atLeastOnce.committed("silent", 2);
        assertThat(atLeastOnce.violations()).containsExactly("lost: of key silent the messages {1, 2} of 1 to 2");
    }

    @Test
    void swapped_messages_are_found_although_nothing_is_lost() {
        deliver("k", 1, 3, 2, 4);
        atLeastOnce.committed("k", 4);
        assertThat(atLeastOnce.violations()).isEmpty();
        assertThat(order.violations()).isNotEmpty();
    }

    @Test
    void a_hole_in_a_repeat_is_found() {
        deliver("k", 1, 2, 3, 4, 1, 3, 4);
        assertThat(order.violations()).containsExactly("gap in a repeat: of key k message 3 came after 1");
    }

    @Test
    void an_uncommitted_message_is_a_phantom() {
        deliver("k", 1, 2);
        deliver("stranger", 1);
        atLeastOnce.committed("k", 1);
        assertThat(atLeastOnce.violations())
                .containsExactly(
                        "phantom: of key k the messages {2}, committed were 1 to 1",
                        "phantom: of key stranger the messages {1}, committed were 1 to 0");
    }

    @Test
    void keys_are_judged_apart() {
        deliver("a", 1);
        deliver("b", 1, 2);
        deliver("a", 2);
        atLeastOnce.committed("a", 2);
        atLeastOnce.committed("b", 2);
        assertNothingBroken();
    }

    @Test
    void any_shuffle_that_is_not_the_identity_breaks_the_order() {
        Random random = new Random(42);
        for (int round = 0; round < 1_000; round++) {
            List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
            Collections.shuffle(numbers, random);
            PerKeyOrder fresh = new PerKeyOrder();
            numbers.forEach(number -> fresh.delivered("k", number));
            assertThat(fresh.violations().isEmpty())
                    .as("%s", numbers)
                    .isEqualTo(numbers.equals(List.of(1, 2, 3, 4, 5, 6)));
        }
    }

    @Test
    void numbering_follows_the_sequence_through_repeated_messages() {
        assertThat(numbers("c", "f1", "w", "f2", "w")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void numbering_follows_a_replay() {
        assertThat(numbers("c", "f1", "w", "f1", "w", "f2", "w")).containsExactly(1, 2, 3, 2, 3, 4, 5);
        assertThat(numbers("c", "f1", "w", "w", "f2", "w")).containsExactly(1, 2, 3, 3, 4, 5);
    }

    @Test
    void numbering_shows_a_gap_and_a_message_that_never_was() {
        assertThat(numbers("c", "f2")).containsExactly(1, 4);
        assertThat(numbers("c", "nonsense")).containsExactly(1, 6);
    }

    private static List<Integer> numbers(String... delivered) {
        Numbering<String> numbering = new Numbering<>(List.of("c", "f1", "w", "f2", "w"));
        return List.of(delivered).stream().map(numbering::next).toList();
    }

    private void deliver(String key, int... numbers) {
        for (int number : numbers) {
            atLeastOnce.delivered(key, number);
            order.delivered(key, number);
        }
    }

    private void assertNothingBroken() {
        assertThat(atLeastOnce.violations()).isEmpty();
        assertThat(atLeastOnce.lost()).isZero();
        assertThat(order.violations()).isEmpty();
    }
}
