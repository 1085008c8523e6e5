package dev.reconcile.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows is what compiles and runs, and its links lead somewhere. */
class DocumentationTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern JAVA =
            Pattern.compile("(?:<!-- snippet: (\\S+) (\\S+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(?:#[^)]*)?\\)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJavaBlockIsASnippetOfCompiledCode(Path page) throws IOException {
        Matcher block = JAVA.matcher(Files.readString(page));
        while (block.find()) {
            assertThat(block.group(1))
                    .as("the source of this block in %s:%n%s", page, block.group(3))
                    .isNotNull();
            assertThat(block.group(3).strip())
                    .as("%s in %s", block.group(2), page)
                    .isEqualTo(snippet(ROOT.resolve(block.group(1)), block.group(2)));
        }
    }

    private static String snippet(Path source, String name) throws IOException {
        Matcher marked = Pattern.compile(
                        "[ ]*// snippet: " + Pattern.quote(name) + "\n(.*?)[ ]*// end\n", Pattern.DOTALL)
                .matcher(Files.readString(source));
        assertThat(marked.find()).as("snippet %s in %s", name, source).isTrue();
        return marked.group(1).stripTrailing().stripIndent();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFile(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            assertThat(page.resolveSibling(link.group(1)))
                    .as("link %s in %s", link.group(1), page)
                    .exists();
        }
    }

    @Test
    void thePagesAreFound() throws IOException {
        assertThat(pages()).hasSizeGreaterThan(4);
    }
}
