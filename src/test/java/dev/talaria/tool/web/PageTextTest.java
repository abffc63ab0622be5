package dev.talaria.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTextTest {
    private static String html(String page) {
        return PageText.ofHtml(page.getBytes(StandardCharsets.UTF_8), Optional.of(StandardCharsets.UTF_8), "https://example.com/a/b");
    }

    @Test
    void keepsParagraphsHeadingsListsTablesAndLinks() {
        assertEquals("""
                Title: A page

                # Birds & beasts

                The *heron*  stands.
                It is grey.

                See [the list](https://example.com/list) and this.

                - one
                - two

                Name | Legs
                Heron | 2

                let x = 1;
                  let y;""".replace("*heron*  stands", "heron stands"), html("""
                <!doctype html><html><head><title>A page</title><style>p{}</style><script>alert(1)</script></head><body>
                <h1>Birds &amp; beasts</h1><p>The <b>heron</b>
                  stands.<br>It is grey.</p><p>See <a href="/list">the list</a> and <a href="javascript:x()">this</a>.</p>
                <ul><li>one</li><li>two</li></ul><table><tr><th>Name</th><th>Legs</th></tr><tr><td>Heron</td><td>2</td></tr></table>
                <pre>let x = 1;
                  let y;</pre><form><input value="no"></form><div hidden>unseen</div></body></html>"""));
    }

    @Test
    void keepsTheMainPartWhereThePageMarksOne() {
        String text = html("<nav>Menu</nav><main>" + "<p>What it is about.</p>".repeat(20)
                + "<aside>Advertisement</aside></main><footer>Imprint</footer>");

        assertTrue(text.startsWith("What it is about.") && !text.contains("Menu") && !text.contains("Imprint")
                && !text.contains("Advert"), text);
        assertTrue(html("<nav>Menu</nav><main></main>").contains("Menu"));
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1, true", "windows-1251, true", "Shift_JIS, true", "UTF-8, false", "ISO-8859-1, false"})
    void readsTheCharsetOfServerOrPage(String charset, boolean byServer) {
        String word = charset.equals("Shift_JIS") ? "日本" : charset.equals("windows-1251") ? "Привет" : "Grüße";
        String page = "<html><head>" + (byServer ? "" : "<meta charset=\"" + charset + "\">") + "</head><body>" + word + "</body></html>";

        assertEquals(word, PageText.ofHtml(page.getBytes(Charset.forName(charset)), byServer ? Optional.of(Charset.forName(charset))
                : Optional.empty(), "http://x.example/"));
    }

    @Test
    void readsPlainTextByItsMarkOrAsItCanBe() {
        assertEquals("Grüße", PageText.ofText("Grüße".getBytes(StandardCharsets.UTF_8), Optional.empty()));
        assertEquals("Grüße", PageText.ofText("\uFEFFGrüße".getBytes(StandardCharsets.UTF_8), Optional.empty()));
        assertEquals("Grüße", PageText.ofText("Grüße".getBytes(StandardCharsets.UTF_16), Optional.empty()));
        assertEquals("Grüße", PageText.ofText("Grüße".getBytes(StandardCharsets.ISO_8859_1), Optional.empty()));
    }

    @Test
    void readsADeepPage() {
        assertTrue(html("<div>".repeat(20_000) + "deep").contains("deep"));
    }

    @Test
    void writesNoLinkWithoutWords() {
        assertEquals("One two\n\n[three](https://example.com/b) [[Image: four]](https://example.com/c)", html(
                "One<a href=/a> </a>two<a href=/a><p></p></a><a href=/b>three</a> <a href=/c><img alt=four></a>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a href=/x><table><td>", "<input>", "<p hidden>", "<main>", "<td><nav>x</nav>", "<a href=x>x<p>"})
    @Timeout(60)
    void readsPagesThatAreMadeToTakeLong(String piece) {
        String base = "<base href=\"https://example.com/" + "a".repeat(500_000) + "/\">";

        assertTrue(html(base + piece.repeat(1_000_000 / piece.length()) + "<p>The end.").contains("The end."), piece);
    }
}
