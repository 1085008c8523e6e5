package dev.reconcile.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import dev.reconcile.json.HarmlessText;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * JSON that may stand in a script element: besides what {@link HarmlessText} escapes, no {@code <}, {@code >} or {@code &} is in it, so
 * that nothing in a text can end the element or begin a comment (H98).
 */
final class ScriptSafe extends CharacterEscapes {

    private static final long serialVersionUID = 1L;

    private static final HarmlessText HARMLESS = new HarmlessText();
    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public int[] getEscapeCodesForAscii() {
        int[] codes = HARMLESS.getEscapeCodesForAscii();
        codes['<'] = ESCAPE_STANDARD;
        codes['>'] = ESCAPE_STANDARD;
        codes['&'] = ESCAPE_STANDARD;
        return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
        return HARMLESS.getEscapeSequence(c);
    }

    /** Closing it leaves the writer open. */
    static JsonGenerator to(Writer out) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.setCharacterEscapes(new ScriptSafe());
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        return json;
    }
}
