package dev.reconcile.minio;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.StoreException;
import java.io.ByteArrayInputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * An element of an answer, without its namespace and attributes. Parsed to its end, without DTD and entities, and no deeper than
 * S3's answers are (H104).
 */
record Xml(String name, String text, List<Xml> children) {

    private static final int DEEPEST = 8;
    private static final XMLInputFactory FACTORY = factory();

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** The root; empty if that isn't XML. */
    static Optional<Xml> parse(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(bytes));
            Xml root = null;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    root = element(reader, 1);
                } else if (event == XMLStreamConstants.DTD) {
                    return Optional.empty();
                }
            }
            return Optional.ofNullable(root);
        } catch (XMLStreamException | RuntimeException e) { // H37: the parser's own of malformed encodings
            return Optional.empty();
        }
    }

    private static Xml element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("too deep");
        }
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<Xml> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Xml(name, text.toString(), List.copyOf(children));
                }
                default -> throw new XMLStreamException("no part of an answer");
            }
        }
    }

    /** The children of this name. */
    List<Xml> all(String child) {
        return children.stream().filter(each -> each.name.equals(child)).toList();
    }

    /**
     * The text of the only child of this name; null if there is none.
     *
     * @throws StoreException if there are several
     */
    @Nullable
    String text(String child) {
        List<Xml> found = all(child);
        if (found.size() > 1) {
            throw malformed("it says twice what it can say only once");
        }
        return found.isEmpty() ? null : found.get(0).text;
    }

    /** As {@link #text}; null if it is neither true nor false. */
    @Nullable
    Boolean flag(String child) {
        String text = text(child);
        return "true".equals(text) ? Boolean.TRUE : "false".equals(text) ? Boolean.FALSE : null;
    }

    /**
     * As {@link #text}.
     *
     * @throws StoreException if it is no number
     */
    @Nullable
    Long number(String child) {
        String text = text(child);
        try {
            return text == null ? null : Long.valueOf(text.trim());
        } catch (NumberFormatException e) {
            throw malformed("it has a number that is none");
        }
    }

    /**
     * As {@link #text}.
     *
     * @throws StoreException if it is no time
     */
    @Nullable
    Instant time(String child) {
        String text = text(child);
        try {
            return text == null ? null : Instant.parse(text.trim());
        } catch (DateTimeException e) {
            throw malformed("it has a time that is none");
        }
    }

    private static StoreException malformed(String what) {
        return new StoreException(Doubt.MALFORMED, what);
    }

    /** Text inside an element. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '\r' -> escaped.append("&#13;");
                default -> escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
