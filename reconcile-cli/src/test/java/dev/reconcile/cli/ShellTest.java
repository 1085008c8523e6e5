package dev.reconcile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

    /** H98: a command that is offered can be pasted, whatever the cursor in it, and steers no terminal until then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "a b",
                "it's",
                "$HOME `id` \"x\"",
                "\u001b[2Jgone",
                "line\nend",
                "quote'\u0007\\ back",
                "\u202eright",
                "\u007f",
                "bild-\u00fc-\ud83d\ude00\u0085"
            })
    void bashReadsBackWhatIsQuoted(String word) throws Exception {
        String quoted = Shell.quoted(word);

        assertThat(quoted.codePoints()).noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", "printf %s " + quoted);
        bash.environment().put("LC_ALL", "C.UTF-8");
        Process process = bash.start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
    }
}
