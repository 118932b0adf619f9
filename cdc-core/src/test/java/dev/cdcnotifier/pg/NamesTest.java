package dev.cdcnotifier.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of slots, publications and tables, the quoting beneath them, and the secret beside them. */
class NamesTest {

    private static final String LONGEST_ASCII = "a".repeat(63);
    private static final String LONGEST_CYRILLIC = "ж".repeat(31) + "x";

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "_", "cdc_slot_default"})
    void a_slot_name_is_made_of_small_letters_digits_and_underscores(String name) {
        assertThat(new SlotName(name)).hasToString(name);
        assertThat(new SlotName(LONGEST_ASCII)).hasToString(LONGEST_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Slot", "a-b", "a b", "слот", "a\n", "a\"", "a;drop"})
    void what_postgresql_refuses_as_a_slot_name_is_refused(String name) {
        assertThatThrownBy(() -> new SlotName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_may_take_63_bytes_of_utf_8_and_no_more() {
        assertThat(new PublicationName(LONGEST_ASCII)).hasToString(LONGEST_ASCII);
        assertThat(new PublicationName(LONGEST_CYRILLIC)).hasToString(LONGEST_CYRILLIC);
        assertThatThrownBy(() -> new SlotName(LONGEST_ASCII + "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PublicationName(LONGEST_ASCII + "a"))
                .hasMessageContaining("publication name")
                .hasMessageContaining("takes 64 bytes");
        assertThatThrownBy(() -> new TableName("public", LONGEST_CYRILLIC + "ж"))
                .hasMessageContaining("table name")
                .hasMessageContaining("takes 65 bytes");
        assertThatThrownBy(() -> new TableName("ж".repeat(32), "t")).hasMessageContaining("schema name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "a\ud800b"})
    void what_cannot_be_a_name_is_refused(String name) {
        assertThatThrownBy(() -> new PublicationName(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TableName("public", name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TableName(name, "t")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_is_quoted_with_its_double_quotes_doubled() {
        assertThat(new PublicationName("default/default").quoted()).isEqualTo("\"default/default\"");
        assertThat(new PublicationName("a\"b\"").quoted()).isEqualTo("\"a\"\"b\"\"\"");
        assertThat(new TableName("my\"schema", "Таблица_events").quoted())
                .isEqualTo("\"my\"\"schema\".\"Таблица_events\"");
    }

    @Test
    void a_literal_is_quoted_with_its_single_quotes_doubled() {
        assertThat(Identifier.literal("it's \"so\"")).isEqualTo("'it''s \"so\"'");
    }

    @Test
    void publication_names_are_a_comma_list_of_quoted_names() {
        List<PublicationName> names = List.of(new PublicationName("a,b"), new PublicationName("c\"d"));

        assertThat(PublicationName.optionValue(names)).isEqualTo("\"a,b\",\"c\"\"d\"");
    }

    @Test
    void a_secret_does_not_show_in_what_holds_it() throws IOException {
        Secret secret = new Secret("hunter2");
        PgEndpoint endpoint = new PgEndpoint("db", 5432, "app", "cdc", secret, Map.of("sslpassword", "hunter2"));

        assertThat(secret).hasToString("***");
        assertThat(secret.reveal()).isEqualTo("hunter2");
        assertThat(endpoint).hasToString("cdc@db:5432/app");
        assertThat(List.of(secret).toString()).doesNotContain("hunter2");
    }

    @Test
    void a_secret_in_a_file_is_its_first_line_as_it_is_now(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "old\n");
        Secret secret = Secret.inFile(file);
        assertThat(secret.reveal()).isEqualTo("old");

        Files.writeString(file, "new\r\nsecond line");
        assertThat(secret.reveal()).isEqualTo("new");
        assertThat(secret).hasToString("***").isEqualTo(Secret.inFile(file)).isNotEqualTo(new Secret("new"));
    }

    @Test
    void a_password_whose_file_is_gone_is_a_refused_login_that_names_the_file(@TempDir Path folder) {
        Path file = folder.resolve("gone");
        PgEndpoint endpoint = new PgEndpoint("127.0.0.1", 1, "app", "cdc", Secret.inFile(file), Map.of());

        assertThatThrownBy(() -> endpoint.connect(Map.of()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"))
                .hasMessageContaining(file.toString());
    }

    @Test
    void secrets_are_equal_by_value() {
        assertThat(new Secret("a")).isEqualTo(new Secret("a")).hasSameHashCodeAs(new Secret("a"));
        assertThat(new Secret("a")).isNotEqualTo(new Secret("b"));
    }
}
