package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<p>one<p>two                                       | one~two",
                "<p>a <b> b</b>c  d</p>e                            | a bc d~e",
                "x<br>y<br><br>z                                    | x~y~z",
                "<ul><li>1<li>2</ul>3                               | 1~2~3",
                "<table><tr><td>1<td>2<tr><td>3<td>4</table>        | 1^2~3^4",
                "<div>a<div>b<p>c</p>d</div>e</div>f                | a~b~c~d~e~f",
                "<h1>Title</h1>text &amp; &eacute;&#x1F600;         | Title~text & é😀",
                "<pre>a  b~  c</pre>d                               | a  b~  c~d",
                "<title>T</title><style>s</style><p>x<script>y</script>z<!-- c --><noscript>n</noscript> | xz~n",
                "<template><p>t</p></template>x<iframe>i</iframe>   | x",
                "<p>&#xD83D;                                        | \uFFFD",
                "plain words                                        | plain words",
                "<b>1<p>2</b>3</p>4                                 | 1~23~4",
            })
    void theTextIsWhatIsShown(String html, String text) {
        Path file = Texts.write(folder.resolve("a.html"), html.replace('~', '\n'));
        assertThat(Texts.one(file)).isEqualTo(text.replace('~', '\n').replace('^', '\t'));
    }

    @Test
    void theCharsetIsThatOfThePage() {
        assertThat(written("<meta charset=ISO-8859-1><p>é€", "windows-1252")).isEqualTo("é€");
        assertThat(written("<meta http-equiv=x content='text/html; charset=koi8-r'><p>да", "koi8-r"))
                .isEqualTo("да");
        assertThat(written("\uFEFF<p>é", "utf-16le")).isEqualTo("é");
        assertThat(written("\uFEFF<meta charset=latin1><p>é", "utf-8")).isEqualTo("é");
        assertThat(written("<p>é", "utf-8")).isEqualTo("é");
        assertThatThrownBy(() -> written("<p>é.", "iso-8859-1")).hasMessageContaining("invalid UTF-8 at byte 3 (0xE9)");
    }

    private String written(String html, String charset) {
        return Texts.one(Texts.write(folder.resolve("a.html"), html.getBytes(Charset.forName(charset))));
    }

    /**
     * Tags that cross each other make the parser move elements about, so line feeds may differ, and words that it moves may have been read
     * where the page has them; but nothing else.
     */
    @Property(tries = 1000)
    void wordsKeepTheirOrder(@ForAll("tagSoup") List<String> parts) throws IOException {
        String html = numbered(parts);
        List<String> whole = List.of(words(whole(html)));
        assertThat(List.of(words(streamed(html)))).as(html).isIn(whole, inTheOrderOfThePage(whole));
    }

    /** In tables it moves to the front what stands between the cells, when these may have been read. */
    @Property(tries = 1000)
    void noWordIsLostOrReadTwice(@ForAll("tableSoup") List<String> parts) throws IOException {
        String html = numbered(parts);
        assertThat(words(streamed(html))).as(html).containsExactlyInAnyOrder(words(whole(html)));
    }

    private static String numbered(List<String> parts) {
        StringBuilder html = new StringBuilder();
        for (int part = 0; part < parts.size(); part++) {
            html.append(parts.get(part).replace("#", "w" + part + ";"));
        }
        return html.toString();
    }

    private static List<String> inTheOrderOfThePage(List<String> words) {
        return words.stream()
                .sorted(Comparator.comparing(word -> word.isEmpty() ? 0 : Integer.parseInt(word.substring(1))))
                .toList();
    }

    private static String[] words(String text) {
        return text.replaceAll("\\s", "").split(";");
    }

    private static String streamed(String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        StringBuilder read = new StringBuilder();
        try (Html page = new Html(Source.of(Texts.trickling(bytes, 1), Path.of("soup.html")))) {
            page.next();
            for (String piece = page.read(); !piece.isEmpty(); piece = page.read()) {
                read.append(piece);
            }
        }
        return read.toString();
    }

    @Provide
    Arbitrary<List<String>> tableSoup() {
        Arbitrary<String> tables =
                Arbitraries.of("<table>", "</table>", "<tr>", "<td>", "</td>", "<select>", "</select>");
        return Arbitraries.oneOf(tables, tag()).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<String>> tagSoup() {
        return tag().list().ofMaxSize(60);
    }

    private static Arbitrary<String> tag() {
        return Arbitraries.of(
                "#", "#", " # ", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<a>", "</a>", "<br>",
                "<ul>", "</ul>", "<li>", "</li>", "<h1>", "</h1>", "<pre>", "</pre>", "<span>", "</span>");
    }

    private static String whole(String html) {
        BlockText text = new BlockText();
        write(Jsoup.parse(html), text);
        return text.take();
    }

    private static void write(Element element, BlockText text) {
        text.begin(element);
        for (Node child : element.childNodes()) {
            switch (child) {
                case TextNode found -> text.text(found);
                case Element inner when !BlockText.isHidden(inner) -> write(inner, text);
                default -> {}
            }
        }
        text.end(element);
    }
}
