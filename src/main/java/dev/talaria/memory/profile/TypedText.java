package dev.talaria.memory.profile;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentences of a message that its user has typed: without code, quotations, tables, addresses and blocks in tags; none of a letter, a
 * record of a chat or a template. Of a long message, which is mostly pasted, only a short first and last paragraph. Pure functions, in time
 * linear in the length.
 */
final class TypedText {
    /**
     * @param text     one line, without its final punctuation, which a quotation has left a {@link #GAP} in
     * @param question whether it ends in a question mark
     */
    record Sentence(String text, boolean question) {
    }

    /** Stands for what was taken out within a sentence. */
    static final char GAP = '\uFFFC';
    /** A longer message is mostly pasted. */
    private static final int LONG = 2_000;
    private static final int PARAGRAPH = 600;
    /** Nobody describes themselves in a longer sentence. */
    private static final int MAX_SENTENCE = 300;
    private static final int MAX_SENTENCES = 40;

    private static final Pattern TEMPLATE = Pattern.compile("(?i)^\\s*#|\\n\\s*#{1,6} |<chat_history>|<messages>|<conversation|"
            + "^\\s*\\{|^\\s*<[a-z!?]|\\|\\s*-{3,}");
    private static final Pattern LETTER = Pattern.compile("(?im)^[ \\t]*(?:(?:from|subject|to|cc|von|an|betreff|objet|de|à|asunto|para|"
            + "oggetto|da|от|кому|тема|temat|od|do|konu|kime|件名|宛先|主题|收件人|제목|받는 ?사람)[ \\t]*[:：]"
            + "|(?:dear|sehr geehrte[rs]?|liebe[rs]?|cher|chère|madame|monsieur|estimad[oa]s?|querid[oa]s?|gentile|egregi[oa]|car[oa]|"
            + "уважаем\\p{L}+|дорог\\p{L}+|szanown[yai]|drog[ia]|sayın|sevgili|尊敬的|亲爱的|拝啓)[^\\n.!?]{0,60}[,!:，：]?[ \\t]*$"
            + "|(?:(?:best|kind|warm|many)? ?regards|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|cheers|mit (?:freundlichen|"
            + "besten|lieben|herzlichen) grüßen|(?:viele|liebe|beste) grüße|cordialement|bien à (?:vous|toi)|(?:un )?(?:cordial )?saludos?|"
            + "atentamente|cordiali saluti|distinti saluti|с уважением|z poważaniem|pozdrawiam|saygılar(?:ımla)?|此致|敬礼|敬具|드림)"
            + "[ \\t]*[,!.，。]?[ \\t]*$)");
    private static final Pattern SPEAKER = Pattern.compile("(?m)^[ \\t]*(?:\\[[^\\]\\n]{1,40}\\][ \\t]*)?"
            + "[\\p{L}\\d_. ]{1,24}[:：][ \\t]*\\S");
    private static final Pattern CODE = Pattern.compile("(?s)(```|~~~).*?(?:\\1|\\z)|`[^`\\n]{1,400}`");
    private static final Pattern TAGGED = Pattern.compile("(?s)<(\\w{1,40})[^<>]{0,200}>.*?(?:</\\1>|\\z)");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\n]{0,1000}(?:\"|$)|“[^”\\n]{0,1000}[”\"]|„[^“”\\n]{0,1000}[“”\"]"
            + "|«[^»\\n]{0,1000}»|»[^«\\n]{0,1000}«|「[^」\\n]{0,1000}」|『[^』\\n]{0,1000}』|《[^》\\n]{0,1000}》|‹[^›\\n]{0,1000}›"
            + "|(?<![\\p{L}\\d])['‘][^'’\\n]{1,300}[\\p{L}.,!?]['’](?![\\p{L}\\d])|\\*[^*\\n]{1,300}\\*(?!\\*)|https?://\\S+");
    /** What may be a name in quotation marks. */
    private static final Pattern QUOTED_NAME = Pattern.compile("[\"“„«»‹‘'「『]([\\p{L}\\d][\\p{L}\\d-]{0,24}"
            + "(?: [\\p{Lu}\\d][\\p{L}\\d-]{0,24})?)"
            + "[\"”“»«›’'」』]");
    private static final Pattern LINE_OF_CODE = Pattern.compile("^(?: {4}|\\t).*|.*[;{}]\\s*$|.*[=<>]{1,3} ?[\"'\\w(].*");
    private static final String QUOTES = "\"'*“”„«»「」『』《》‹›‘’";
    private static final Pattern LISTED = Pattern.compile("^[ \\t]*(?:[-*•–]|\\d{1,2}[.)])[ \\t]+");
    private static final Pattern END = Pattern.compile("[。！？!?…]+|\\.+(?=[\\s\\p{So}]|$)(?<!\\b\\p{L}\\.)"
            + "(?<!\\b(?:St|Dr|Mr|Mrs|Ms|Prof|bzw|ca|etc|ul)\\.)"
            + "(?!(?<=\\d\\.)\\s*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|\\p{Ll}|\\d))");

    private TypedText() {
    }

    /** Returns the sentences; empty if nothing in the message is clearly the user's own. */
    static List<Sentence> of(String message) {
        if (message.isBlank()) {
            return List.of();
        }
        String text = message.length() <= LONG ? message : ends(message);
        text = Normalizer.normalize(text, Normalizer.Form.NFC).replace('’', '\'').replace('\u00A0', ' ').replace("\r", "");
        if (hasAny(text, "#<{|") && TEMPLATE.matcher(text).find() || isLetter(text) || isRecord(text)) {
            return List.of();
        }
        text = text.indexOf('`') >= 0 || text.contains("~~~") ? CODE.matcher(text).replaceAll(" " + GAP + " ") : text;
        text = text.indexOf('<') >= 0 ? TAGGED.matcher(text).replaceAll(" " + GAP + " ") : text;
        List<Sentence> sentences = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isBlank() && line.charAt(0) != '>' && !line.stripLeading().startsWith(">")
                    && !isCode(line)) {
                split(unquoted(LISTED.matcher(line).replaceFirst("")), sentences);
            }
        }
        return sentences;
    }

    private static String ends(String message) {
        String trimmed = message.strip();
        int first = trimmed.indexOf("\n\n");
        int last = trimmed.lastIndexOf("\n\n");
        String start = first > 0 && first <= PARAGRAPH ? trimmed.substring(0, first) : "";
        String end = last > first && trimmed.length() - last <= PARAGRAPH ? trimmed.substring(last) : "";
        return start + end;
    }

    private static boolean isLetter(String text) {
        return text.indexOf('\n') >= 0 && LETTER.matcher(text).find();
    }

    /** Returns whether two lines begin with a speaker's name and a colon. */
    private static boolean isRecord(String text) {
        return text.indexOf('\n') >= 0 && SPEAKER.matcher(text).results().limit(2).count() == 2;
    }

    private static boolean isCode(String line) {
        boolean mayBe = hasAny(line, ";{}=<>") || line.startsWith("    ") || line.startsWith("\t");
        return mayBe && LINE_OF_CODE.matcher(line).matches();
    }

    private static boolean hasAny(String text, String characters) {
        return text.chars().anyMatch(character -> characters.indexOf(character) >= 0);
    }

    private static String unquoted(String line) {
        if (!hasAny(line, QUOTES) && !line.contains("http")) {
            return line;
        }
        Matcher quoted = QUOTED.matcher(line);
        if (!quoted.find()) {
            return line;
        }
        return quoted.replaceAll(match -> {
            Matcher name = QUOTED_NAME.matcher(match.group());
            return name.matches() ? Matcher.quoteReplacement(name.group(1)) : String.valueOf(GAP);
        });
    }

    private static void split(String line, List<Sentence> sentences) {
        Matcher end = END.matcher(line);
        int start = 0;
        while (end.find()) {
            add(line.substring(start, end.start()), end.group(), sentences);
            start = end.end();
        }
        add(line.substring(start), "", sentences);
    }

    private static void add(String text, String end, List<Sentence> sentences) {
        String sentence = text.strip();
        if (!sentence.isEmpty() && sentence.length() <= MAX_SENTENCE && sentences.size() < MAX_SENTENCES) {
            sentences.add(new Sentence(sentence, end.contains("?") || end.contains("？")));
        }
    }
}
