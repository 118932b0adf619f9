package dev.cdcnotifier.runner.erlang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErlangReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            atom                                | 'atom'
            default_kafka_client@host           | 'default_kafka_client@host'
            ''                                  | ''
            'namespace/subspace'                | 'namespace/subspace'
            'it\\'s'                            | 'it\\x{27}s'
            "text"                              | "text"
            "line\\nnext\\ttab\\s\\e\\d\\"\\\\" | "line\\x{a}next\\x{9}tab \\x{1b}\u007f\\x{22}\\x{5c}"
            "\\101\\x42\\x{1F600}\\^a"          | "AB\uD83D\uDE00\\x{1}"
            ""                                  | ""
            <<"binary">>                        | <<"binary"/utf8>>
            <<"жук"/utf8>>                      | <<"жук"/utf8>>
            <<>>                                | <<""/utf8>>
            <<"a", 98, $c, "d">>                | <<"abcd"/utf8>>
            <<208, 182>>                        | <<"ж"/utf8>>
            <<255>>                             | <<255>>
            ~"жук"                              | <<"жук"/utf8>>
            5432                                | 5432
            1_000_000                           | 1000000
            -7                                  | -7
            + 7                                 | 7
            16#1388                             | 5000
            36#zZ                               | 1295
            2#1_01                              | 5
            $a                                  | 97
            $\\n                                | 10
            $                                   | 32
            ${                                  | 123
            ${PORT}                             | ${PORT}
            ${PORT:-5432}                       | ${PORT:-5432}
            ${PORT-5432}                        | ${PORT:-5432}
            fun logger_filters:progress/2       | fun 'logger_filters':'progress'/2
            []                                  | []
            {}                                  | {}
            #{}                                 | #{}
            [1, {two, "three"}, #{four => []}]  | [1, {'two', "three"}, #{'four' => []}]
            #{a => #{"b" => <<"c">>}, 1 => x}   | #{'a' => #{"b" => <<"c"/utf8>>}, 1 => 'x'}
            """)
    void each_form_is_read_as_erlang_reads_it(String written, String term) throws Exception {
        // A dollar sign at the end stands for one with a blank after it: the table's cells are trimmed.
        String text = written.endsWith("$") ? written + " " : written;
        assertThat(ErlangText.of(read(text + "."))).isEqualTo(term);
    }

    @Test
    void texts_that_follow_one_another_are_one() throws Exception {
        assertThat(read("\"a\" % between\n \"b\".")).isEqualTo(new Term.Text("ab", new Position(1, 1)));
    }

    @Test
    void floats_are_read() throws Exception {
        assertThat(read("[1.5, -0.25e2, 1.0E-3].")).asString().contains("1.5", "-25.0", "0.001");
    }

    @Test
    void comments_and_blanks_stand_anywhere_between() throws Exception {
        String text = "\ufeff%% -*- erlang -*-\n\t[ % first\r\n a\u00a0, %, {\n b ] % end\n .% after\n%%";
        assertThat(ErlangText.of(read(text))).isEqualTo("['a', 'b']");
    }

    @Test
    void a_term_knows_where_it_begins_counted_in_characters() throws Exception {
        Term.Sequence list = (Term.Sequence) read("\n  [\"\uD83D\uDE00\", here].");
        assertThat(list.at()).isEqualTo(new Position(2, 3));
        assertThat(list.items().get(1).at()).isEqualTo(new Position(2, 9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            ``              | 1:1  | a term is expected here, not the end of the file
            [a              | 1:1  | the list that begins here is not closed
            {a, #{b =>      | 1:11 | a term is expected here, not the end of the file
            {a, #{b => c    | 1:5  | the map that begins here is not closed
            [a b].          | 1:4  | "," or "]" is expected here, not a letter (the list begins at line 1, column 1)
            [a, b}.         | 1:6  | "," or "]" is expected here, not "}" (the list begins at line 1, column 1)
            [a, ].          | 1:5  | a term is expected here, not "]"
            [a; b].         | 1:3  | "," or "]" is expected here, not ";" (the list begins at line 1, column 1)
            #{a = b}.       | 1:5  | "=>" is expected after a key of a map, not "="
            #{a => 1, a => 2}. | 1:11 | this key stands in its map twice
            [a]             | 1:4  | the full stop that ends a configuration is expected here, not the end of the file
            [a]. [b].       | 1:6  | the file goes on after the full stop: a configuration is a single term
            [a].b           | 1:5  | the file goes on after the full stop: a configuration is a single term
            "abc            | 1:1  | a text begins here and is not closed
            ['abc           | 1:2  | an atom begins here and is not closed
            <<"abc          | 1:3  | a text begins here and is not closed
            <<"a"           | 1:1  | the binary that begins here is not closed
            <<300>>.        | 1:3  | a byte of a binary must be a number from 0 to 255
            <<"жук">>.      | 1:3  | a binary whose text is not Latin-1 needs /utf8: Erlang would cut its characters off
            <<1:16>>.       | 1:4  | of the sizes and types in a binary only /utf8 is read
            <<a>>.          | 1:3  | a text or a byte is expected in a binary, not a letter
            [Port].         | 1:2  | a variable: a configuration holds values only
            [_].            | 1:2  | a variable: a configuration holds values only
            `[a|b].`        | 1:3  | `"," or "]" is expected here, not "|" (the list begins at line 1, column 1)`
            #rec{}.         | 1:1  | a term is expected here, not "#"
            [1_].           | 1:4  | in a number an underscore stands between two digits
            37#1.           | 1:3  | the base of a number must be 2 to 36
            2#12.           | 1:5  | a number in base 2 has a digit that this base does not have
            1.0e999.        | 1:8  | a number is too large for a float
            - x.            | 1:3  | a number is expected here, not a letter
            "\\xg".         | 1:3  | \\x must be followed by two hexadecimal digits, or by some in braces
            "\\x{d800}".    | 1:10 | \\x names no character of Unicode
            fun(X) -> X end. | 1:4 | a name is expected here, not "("
            fun a.          | 1:6  | only functions of a module, fun module:name/1, can stand in a configuration
            ~r"x".          | 1:2  | of the forms with a tilde only ~"…" is read
            \"""x\""".      | 1:1  | a text in three double quotes: write it in one
            \u2014          | 1:1  | a term is expected here, not the character U+2014
            """)
    void what_is_no_term_is_refused_with_its_place(String text, String place, String message) {
        ErlangSyntaxException error = catchThrowableOfType(ErlangSyntaxException.class, () -> read(text));
        assertThat(error).hasMessage(message);
        assertThat(error.position().line() + ":" + error.position().column()).isEqualTo(place);
    }

    @Test
    void no_error_shows_what_stands_in_a_text() {
        for (String text :
                new String[] {"[{password, \"s3cret\"", "[\"s3cret\" x].", "<<\"s3cret\":8>>.", "\"s3cret"}) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOf(ErlangSyntaxException.class)
                    .message()
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void a_file_in_another_charset_is_refused_where_it_begins_to_differ() {
        byte[] latin1 = "[\n \"caf\u00e9\"].".getBytes(StandardCharsets.ISO_8859_1);
        ErlangSyntaxException error =
                catchThrowableOfType(ErlangSyntaxException.class, () -> ErlangReader.read(latin1));
        assertThat(error).hasMessageContaining("iconv -f latin1");
        assertThat(error.position()).isEqualTo(new Position(2, 6));
    }

    @Test
    void depth_size_and_digits_are_bounded() throws Exception {
        assertThat(read("[".repeat(256) + "]".repeat(256) + ".")).isNotNull();
        assertThatThrownBy(() -> read("[".repeat(300_000))).hasMessageContaining("deeper than 256");
        assertThatThrownBy(() -> ErlangReader.read(new byte[ErlangReader.MAX_BYTES + 1]))
                .hasMessageContaining("larger than 1 MiB");
        assertThatThrownBy(() -> read("1".repeat(1_001) + ".")).hasMessageContaining("more than 1000 digits");
    }

    private static Term read(String text) throws ErlangSyntaxException {
        return ErlangReader.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
