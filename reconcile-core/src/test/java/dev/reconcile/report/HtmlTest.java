package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class HtmlTest {

    private static String put(String template, Object... values) {
        StringWriter out = new StringWriter();
        new Html(out).put(template, values);
        return out.toString();
    }

    @Test
    void valuesAreNoMarkupInTextOrAttributes() {
        assertThat(put("<p title=\"{}\">{}</p>", "\"><script>", "<b>&'"))
                .isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&#39;</p>");
    }

    @Test
    void placesInAValueAreNotFilled() {
        assertThat(put("<i>{}</i><i>{}</i>", "{}", "x")).isEqualTo("<i>{}</i><i>x</i>");
    }

    @Test
    void controlAndDirectionCharactersAreShownEscaped() {
        assertThat(put("{}", "a\u0000b\u202Ec\u2028d\\e\uD800")).isEqualTo("a\\u0000b\\u202ec\\u2028d\\\\e\\ud800");
    }

    @Test
    void templateAndValuesHaveToFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> put("<p>{}</p>", "a", "b"));
        assertThatIllegalArgumentException().isThrownBy(() -> put("<p>{}{}</p>", "a"));
    }
}
