package dev.talaria.tool.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * The text of a page as a model reads it: paragraphs, headings, lists and links in Markdown's signs, without scripts, styles and forms, and
 * without what stands around the main part where the page marks one. Pure functions.
 */
final class PageText {
    private static final Set<String> LEFT_OUT = Set.of("script", "style", "noscript", "template", "iframe", "object", "svg", "canvas",
            "math", "form", "button", "select", "input", "textarea", "dialog");
    private static final Set<String> AROUND = Set.of("nav", "header", "footer", "aside");
    private static final Set<String> ROLES_AROUND = Set.of("navigation", "banner", "contentinfo");
    /** A shorter main part is a frame that a script fills. */
    private static final int MIN_MAIN = 200;
    private static final int MAX_URL = 300;
    /** More than is read of any page without links. */
    private static final int MAX_TEXT = PageReply.MAX_BYTES;
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
        String title = document.title().strip();
        Element body = document.body();
        Element main = body.selectFirst("main, article, [role=main]");
        String text = main == null ? "" : written(main, document.baseUri());
        if (text.length() < MIN_MAIN) {
            text = written(body, document.baseUri());
        }
        return title.isEmpty() ? text : "Title: " + title + "\n\n" + text;
    }

    private static String written(Element root, String base) {
        Writer writer = new Writer(root, base);
        root.filter(writer);
        return writer.text();
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

    /**
     * Writes the nodes in their order. Not recursive, and looks at each node once: however deep or wide a page is, it takes time in
     * proportion to its length.
     */
    private static final class Writer implements NodeFilter {
        private final Element root;
        /** Resolves links; its address is the page's, which the page itself may name. */
        private final Element resolver = new Element("a");
        private final boolean resolves;
        private final StringBuilder text = new StringBuilder();
        /** Where the open links begin, and where they lead. */
        private final Deque<Link> links = new ArrayDeque<>();
        private int preformatted;

        private record Link(Element element, int start, String url) {
        }

        Writer(Element root, String base) {
            this.root = root;
            this.resolves = base.length() <= MAX_URL;
            resolver.setBaseUri(resolves ? base : "");
        }

        @Override
        public FilterResult head(Node node, int depth) {
            if (text.length() > MAX_TEXT) {
                return FilterResult.STOP;
            }
            if (node instanceof TextNode words) {
                write(words.getWholeText());
            } else if (node instanceof Element element) {
                if (isLeftOut(element)) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                begin(element);
            }
            return FilterResult.CONTINUE;
        }

        private boolean isLeftOut(Element element) {
            String name = element.normalName();
            return LEFT_OUT.contains(name) || element.hasAttr("hidden") || element.attr("aria-hidden").equalsIgnoreCase("true")
                    || element != root && !root.normalName().equals("body")
                    && (AROUND.contains(name) || ROLES_AROUND.contains(element.attr("role").toLowerCase(Locale.ROOT)));
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
                    String url = url(element.attr("href"));
                    if (url.startsWith("http") && url.length() <= MAX_URL) {
                        links.push(new Link(element, text.length(), url));
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

        private String url(String href) {
            if (href.length() > MAX_URL || !resolves && !href.startsWith("http")) {
                return "";
            }
            resolver.attr("href", href);
            return resolver.absUrl("href");
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                String name = element.normalName();
                if (name.equals("pre")) {
                    preformatted--;
                } else if (!links.isEmpty() && links.element().element() == element) {
                    end(links.pop());
                }
                if (BLOCKS.contains(name)) {
                    paragraph();
                }
            }
            return FilterResult.CONTINUE;
        }

        /** A link without words is none. */
        private void end(Link link) {
            int first = link.start() + 1;
            while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
                first++;
            }
            if (first < text.length()) {
                text.append("](").append(link.url()).append(')');
            } else {
                // As much as parts two paragraphs.
                String space = text.substring(link.start() + 1, Math.min(text.length(), link.start() + 3));
                text.setLength(link.start());
                text.append(space);
            }
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
