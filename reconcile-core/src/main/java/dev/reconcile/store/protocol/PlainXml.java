package dev.reconcile.store.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through XML of the plainest form, which is how stores write: one-byte characters that can't be taken for anything else, the
 * five named entities, no attributes but the namespace of S3, no comments, sections, instructions or document type (H104). Whatever
 * else there is, well-formed or not, is {@link NotPlain} and for a whole parser to judge. Used by one thread.
 */
final class PlainXml {

    private static final int DEEPEST = 8;
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private static final String[] DECLARATIONS = {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        "<?xml version='1.0' encoding='UTF-8'?>",
        "<?xml version='1.0' encoding='utf-8'?>",
        "<?xml version=\"1.0\"?>"
    };
    private static final String[] ENTITIES = {"&quot;", "&amp;", "&lt;", "&gt;", "&apos;"};
    private static final String ENTITY_CHARACTERS = "\"&<>'";
    private static final boolean[] IS_TEXT = new boolean[256];
    private static final boolean[] IS_NAME = new boolean[256];

    static {
        Arrays.fill(IS_TEXT, ' ', 127, true);
        IS_TEXT['\n'] = true; // a carriage return would have to become one
        IS_TEXT['\t'] = true;
        IS_TEXT['<'] = false;
        IS_TEXT['&'] = false;
        IS_TEXT['>'] = false; // it may end a section
        Arrays.fill(IS_NAME, 'a', 'z' + 1, true);
        Arrays.fill(IS_NAME, 'A', 'Z' + 1, true);
    }

    private final byte[] bytes;
    private final int end;
    private int at;
    private final int[] openNames = new int[DEEPEST];
    private final int[] openLengths = new int[DEEPEST];
    private int depth;
    private int name;
    private int nameLength;
    private boolean empty;
    private int text;
    private int textEnd;
    private boolean hasEntities;

    PlainXml(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    /** It may well be XML, but not of the plainest form. */
    static final class NotPlain extends Exception {

        private static final long serialVersionUID = 1L;

        private NotPlain() {
            super("not plain", null, false, false);
        }
    }

    static void require(boolean holds) throws NotPlain {
        if (!holds) {
            throw new NotPlain();
        }
    }

    /** Opens the root, behind its declaration if there is one. */
    void openRoot(String root) throws NotPlain {
        for (String declaration : DECLARATIONS) {
            if (take(declaration)) {
                break;
            }
        }
        require(open() && isNamed(root) && !empty);
    }

    /** Requires that nothing follows the root. */
    void requireEnd() throws NotPlain {
        skipSpace();
        require(depth == 0 && at == end);
    }

    /** Opens the next element in the open one; if there is none, closes that. */
    boolean open() throws NotPlain {
        skipSpace();
        require(at < end && bytes[at] == '<');
        at++;
        if (at < end && bytes[at] == '/') {
            require(depth > 0);
            close();
            return false;
        }
        name = at;
        while (at < end && IS_NAME[bytes[at] & 0xFF]) {
            at++;
        }
        nameLength = at - name;
        require(nameLength > 0);
        if (depth == 0) {
            take(NAMESPACE);
        }
        empty = take("/");
        require(at < end && bytes[at] == '>');
        at++;
        require(depth < DEEPEST);
        if (!empty) {
            openNames[depth] = name;
            openLengths[depth] = nameLength;
            depth++;
        }
        return true;
    }

    boolean isNamed(String given) {
        return nameLength == given.length() && isAt(name, given);
    }

    /** Requires that what was just opened isn't closed already. */
    void requireContent() throws NotPlain {
        require(!empty);
    }

    /** Reads the text of what was just opened, and closes it. Text in spaces isn't plain, as parsers differ in what they leave. */
    void readText() throws NotPlain {
        text = at;
        textEnd = at;
        hasEntities = false;
        if (empty) {
            return;
        }
        skipText();
        textEnd = at;
        require(text == textEnd || (bytes[text] > ' ' && bytes[textEnd - 1] > ' '));
        require(at < end && bytes[at] == '<');
        at++;
        close();
    }

    /** The text that was read. */
    String text() {
        if (!hasEntities) {
            return new String(bytes, text, textEnd - text, StandardCharsets.ISO_8859_1);
        }
        StringBuilder decoded = new StringBuilder(textEnd - text);
        for (int i = text; i < textEnd; i++) {
            int entity = bytes[i] == '&' ? entity(i) : -1;
            decoded.append(entity < 0 ? (char) bytes[i] : ENTITY_CHARACTERS.charAt(entity));
            i += entity < 0 ? 0 : ENTITIES[entity].length() - 1;
        }
        return decoded.toString();
    }

    /** As {@link #text()}, which may be this very one. */
    String text(String likely) {
        return !hasEntities && textEnd - text == likely.length() && isAt(text, likely) ? likely : text();
    }

    /** The number that was read, of up to so many digits and nothing else. */
    long number(int mostDigits) throws NotPlain {
        require(textEnd - text <= mostDigits);
        return digits(0, textEnd - text);
    }

    int textLength() {
        return textEnd - text;
    }

    char textAt(int index) throws NotPlain {
        require(index < textEnd - text);
        return (char) bytes[text + index];
    }

    /** The number that these digits of the text are; at most 18. */
    long digits(int from, int to) throws NotPlain {
        require(from < to && text + to <= textEnd);
        long number = 0;
        for (int i = text + from; i < text + to; i++) {
            int digit = bytes[i] - '0';
            require(digit >= 0 && digit <= 9);
            number = 10 * number + digit;
        }
        return number;
    }

    /** Closes what was just opened, whatever is in it. */
    void skip() throws NotPlain {
        int outside = empty ? depth : depth - 1;
        while (depth > outside) {
            skipText();
            open();
        }
    }

    /** Of the element that was opened last and isn't closed yet, behind its slash. */
    private void close() throws NotPlain {
        depth--;
        int length = openLengths[depth];
        require(at + length + 2 <= end
                && Arrays.equals(bytes, at + 1, at + 1 + length, bytes, openNames[depth], openNames[depth] + length)
                && bytes[at] == '/'
                && bytes[at + 1 + length] == '>');
        at += length + 2;
    }

    private void skipText() throws NotPlain {
        while (at < end) {
            while (at < end && IS_TEXT[bytes[at] & 0xFF]) {
                at++;
            }
            if (at == end || bytes[at] != '&') {
                return;
            }
            int entity = entity(at);
            require(entity >= 0);
            at += ENTITIES[entity].length();
            hasEntities = true;
        }
    }

    private int entity(int from) {
        for (int i = 0; i < ENTITIES.length; i++) {
            if (isAt(from, ENTITIES[i])) {
                return i;
            }
        }
        return -1;
    }

    private void skipSpace() {
        while (at < end && (bytes[at] == '\n' || bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
    }

    private boolean take(String expected) {
        boolean found = isAt(at, expected);
        at += found ? expected.length() : 0;
        return found;
    }

    private boolean isAt(int from, String expected) {
        int length = expected.length();
        if (from + length > end) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
