package dev.talaria.tool.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * The text of a page as a model reads it: paragraphs, headings, lists and links in Markdown's signs, without scripts, styles and forms, and
 * without what stands around the main part where the page marks one. Pure functions.
 */
final class PageText {
    private static final String LEFT_OUT = "script, style, noscript, template, iframe, object, svg, canvas, math, form, button, select, "
            + "input, textarea, dialog, [hidden], [aria-hidden=true]";
    private static final String AROUND = "nav, header, footer, aside, [role=navigation], [role=banner], [role=contentinfo]";
    /** A shorter main part is a frame that a script fills. */
    private static final int MIN_MAIN = 200;
    private static final int MAX_URL = 300;
    private static final Set<String> BLOCKS = Set.of("p", "div", "section", "article", "main", "table", "ul", "ol", "dl", "blockquote",
            "pre",
            "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "aside", "nav", "address", "details", "summary",
            "hr", "dt", "dd", "caption", "thead", "tbody", "tfoot");

    private PageText() {
    }

    /** Returns the text of HTML. */
    static String ofHtml(byte[] page, Optional<Charset> charset, String url) {
        Document document;
        try {
            // Without a name the parser looks at the mark at the beginning and into the head.
            document = Jsoup.parse(new ByteArrayInputStream(page), charset.map(Charset::name).orElse(null), url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.select(LEFT_OUT).remove();
        String title = document.title().strip();
        Element body = document.body();
        Element main = body.select("main, article, [role=main]").first();
        Element root = main != null && main.text().length() >= MIN_MAIN ? main : body;
        if (!root.normalName().equals("body")) {
            root.select(AROUND).remove();
        }
        Writer writer = new Writer();
        root.traverse(writer);
        String text = writer.text();
        return title.isEmpty() ? text : "Title: " + title + "\n\n" + text;
    }

    /** Returns a text that is none of HTML. */
    static String ofText(byte[] page, Optional<Charset> charset) {
        if (charset.isPresent()) {
            return withoutMark(new String(page, charset.get()));
        }
        if (page.length >= 2 && (page[0] == (byte) 0xFE && page[1] == (byte) 0xFF || page[0] == (byte) 0xFF && page[1] == (byte) 0xFE)) {
            return new String(page, StandardCharsets.UTF_16);
        }
        try {
            return withoutMark(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(page)).toString());
        } catch (CharacterCodingException e) {
            return new String(page, Charset.forName("windows-1252"));
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Writes the nodes in their order; not recursive, however deep the page is. */
    private static final class Writer implements NodeVisitor {
        private final StringBuilder text = new StringBuilder();
        private int preformatted;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                write(words.getWholeText());
            } else if (node instanceof Element element) {
                begin(element);
            }
        }

        private void write(String words) {
            if (preformatted > 0) {
                text.append(words);
                return;
            }
            String folded = words.replaceAll("\\s+", " ");
            boolean atStart = text.length() == 0 || Character.isWhitespace(text.charAt(text.length() - 1));
            text.append(atStart ? folded.stripLeading() : folded);
        }

        private void begin(Element element) {
            String name = element.normalName();
            if (BLOCKS.contains(name)) {
                paragraph();
            }
            switch (name) {
                case "br", "tr" -> line();
                case "li" -> {
                    line();
                    text.append("- ");
                }
                case "pre" -> preformatted++;
                case "td", "th" -> {
                    if (element.previousElementSibling() != null) {
                        text.append(" | ");
                    }
                }
                case "img" -> {
                    String shown = element.attr("alt").strip();
                    if (!shown.isEmpty()) {
                        write("[Image: " + shown + "]");
                    }
                }
                case "a" -> {
                    if (isLink(element)) {
                        text.append('[');
                    }
                }
                default -> {
                    if (name.length() == 2 && name.charAt(0) == 'h' && Character.isDigit(name.charAt(1))) {
                        text.append("#".repeat(name.charAt(1) - '0')).append(' ');
                    }
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            String name = element.normalName();
            if (name.equals("pre")) {
                preformatted--;
            } else if (name.equals("a") && isLink(element)) {
                text.append("](").append(element.absUrl("href")).append(')');
            }
            if (BLOCKS.contains(name)) {
                paragraph();
            }
        }

        private static boolean isLink(Element element) {
            String url = element.absUrl("href");
            return element.hasText() && url.startsWith("http") && url.length() <= MAX_URL;
        }

        private void line() {
            trim();
            if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
        }

        private void paragraph() {
            line();
            if (text.length() > 1 && text.charAt(text.length() - 2) != '\n') {
                text.append('\n');
            }
        }

        private void trim() {
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == ' ') {
                end--;
            }
            text.setLength(end);
        }

        private String text() {
            return text.toString().strip();
        }
    }
}
