package dev.talaria.model;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Extracts the message of an error page (HTML) or error document (XML): its title and heading, or its message, else all text between its
 * tags.
 */
final class MarkupText {
    private static final Pattern UNSEEN = Pattern.compile("(?is)<!--.*?-->|<(script|style|head)\\b[^>]*>.*?</\\1\\s*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern ENTITY = Pattern.compile("&(amp|lt|gt|quot|apos|nbsp|#39|#34);");
    private static final Map<String, String> ENTITIES = Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ",
            "#39", "'", "#34", "\"");

    private MarkupText() {
    }

    static boolean looksLike(String text) {
        return text.startsWith("<") && text.indexOf('>') > 0;
    }

    static String of(String markup) {
        String title = element(markup, "title");
        String heading = element(markup, "h1");
        String message = element(markup, "message");
        List<String> said = Stream.of(title, message, title.contains(heading) ? "" : heading).filter(text -> !text.isEmpty()).toList();
        return said.isEmpty() ? bare(UNSEEN.matcher(markup).replaceAll(" ")) : String.join(": ", said);
    }

    /** Returns the error code of an XML document, as storage services and cloud gateways write it, or null. */
    static String code(String markup) {
        String code = element(markup, "code");
        return code.isEmpty() ? null : code;
    }

    private static String element(String markup, String name) {
        Matcher found = Pattern.compile("(?is)<(?:\\w+:)?" + name + "\\b[^>]*>(.*?)</(?:\\w+:)?" + name + "\\s*>").matcher(markup);
        return found.find() ? bare(found.group(1)) : "";
    }

    private static String bare(String inner) {
        String text = TAG.matcher(inner).replaceAll(" ");
        text = ENTITY.matcher(text).replaceAll(entity -> Matcher.quoteReplacement(ENTITIES.get(entity.group(1))));
        return Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }
}
