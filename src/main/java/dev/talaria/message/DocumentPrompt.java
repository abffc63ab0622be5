package dev.talaria.message;

import dev.talaria.text.Truncation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Extracts the user's question from a message that a chat client has filled with the text of files or search results. Clients wrap such
 * text in tags ({@code <context>}), surround it with instructions, and put the question after it, before it, in a tag or after a label.
 * Their wording varies and operators can change it, so the structure usually decides. A text that is not clearly of that kind counts as the
 * user's own. All methods are pure functions of the text, in time linear in its length.
 */
public final class DocumentPrompt {
    /** Tags that enclose only text that a client has added. */
    private static final String ADDED = "knowledge_base_qa_info|files_info|retrieved_chunks|retrieved_context|retrieved_documents"
            + "|search_results|web_search_results|document_context|ATTACHMENT_FILE";
    /** Tags that users write too, for example in a question about a build file. */
    private static final String SHARED = "documents?|files?|sources?|references?|passages?|attachments?|knowledge|search_result";
    private static final Pattern OPENING = Pattern.compile("(?m)(?:^|:)[ \\t]*<(?<name>context|CONTEXT|" + ADDED + "|" + SHARED
            + ")(?<attributes>\\s[^<>]{0,2000})?>");
    private static final Pattern CLOSING = Pattern.compile("</(?:context|CONTEXT|" + ADDED + "|" + SHARED + ")>");
    private static final Pattern NAMING = Pattern.compile("\\b(?:id|name|filename|title|type|index|url)\\s*=");
    private static final List<String> QUESTION_TAGS = List.of("raw_query", "user_query", "user_question", "user_message", "user_input",
            "user_prompt", "query", "question");
    /** Labels before a question, on a line of their own or at the start of one. */
    private static final Pattern LABEL = label("(?:(?:my|the|user(?:'s)?|current|original)[ \\t]+)?"
            + "(?:query|question|message|prompt|request|frage|pregunta|consulta|domanda|pergunta|вопрос|(?:用户)?问题|質問|질문)"
            + "(?:[ \\t]+is)?");
    private static final Pattern CONTEXT_LABEL = label("(?:(?:the|retrieved|provided|reference)[ \\t]+)?"
            + "(?:context|documents?|sources?|materials|search results)");
    private static final Pattern ANSWER_LABEL = Pattern.compile("(?im)^[ \\t#*]*(?:(?:helpful|final|your|the)[ \\t]+)?"
            + "(?:answer|response|assistant|output)(?:[ \\t]+in[ \\t]+\\w+)?[ \\t]*[*]*:?[*\\s]*+\\z");
    private static final Pattern RULE_AT_END = Pattern.compile("\\n[-=]{3,}\\s*\\z");
    private static final Pattern INSTRUCTIONS = Pattern.compile("(?is)#{2,}[ \\t]|<context>|\\bxml tags\\b"
            + "|\\b(?:provided|following|given|retrieved|above|below)\\s+(?:\\w+\\s+){0,3}"
            + "(?:context|documents?|files?|sources?|passages?|excerpts?|chunks?)\\b"
            + "|\\b(?:user(?:'s)?|the)\\s+(?:query|question)\\b|\\b(?:the|this)\\s+context\\b|\\bquery\\s*:"
            + "|\\buser\\s+has\\s+attached\\b|\\brules\\b");
    private static final Pattern UNTAGGED = Pattern.compile("(?i)\\s*(?:use the following (?:pieces|context|documents?|sources?)"
            + "|you are an assistant for question-answering|context information is below|given the (?:following )?context"
            + "|(?:please )?answer the (?:user's )?(?:question|query) (?:\\w+ )?(?:based|using)"
            + "|this is an? enriched context generation)");
    private static final Pattern TASK_HEADING = Pattern.compile("(?i)\\s*#{1,6}[ \\t]*task\\b");
    private static final int OPENING_WORDS = 400;
    /** A text up to this length is not a set of instructions. */
    private static final int ONE_LINER = 160;
    private static final Pattern RULES = Pattern.compile("(?s)\\A<(rules|instructions|guidelines|output)>.*?</\\1>\\s*");
    /** Instructions that end in a list, which LibreChat appends to its context. */
    private static final Pattern FOOTER = Pattern.compile(
            "(?i)\\A(?:use the (?:above|context|provided)|when answer|in your response)[^-*]*");
    private static final Pattern LIST = Pattern.compile("\\A(?:[ \\t]*[-*] [^\\n]*(?:\\n|\\z))++\\s*");

    /** The comment marks that LobeChat writes around its context. */
    private static final String SYSTEM_CONTEXT = "<!-- SYSTEM CONTEXT";
    private static final String END_SYSTEM_CONTEXT = "<!-- END SYSTEM CONTEXT -->";
    /** The start of LibreChat's file texts, which are one fenced block. */
    private static final Pattern ATTACHED = Pattern.compile("\\s*Attached document\\(s\\):\\s+```md");
    /** The instructions that Open WebUI appends to a question whose answer may run code. */
    private static final Pattern CODE_INTERPRETER = Pattern.compile("\\n#### (?:Tools Available|Code Interpreter)\\s");
    private static final String CODE_INTERPRETER_TAG = "<code_interpreter";

    private DocumentPrompt() {
    }

    /**
     * Returns the user's question, trimmed; the text itself if no client has added to it; empty if the question cannot be told from the
     * additions.
     */
    public static String question(String text) {
        String said = withoutSystemContext(withoutCodeInterpreter(text));
        Matcher attached = ATTACHED.matcher(said);
        if (attached.lookingAt()) {
            return behindFence(said, attached.end());
        }
        Matcher opening = OPENING.matcher(said);
        int end = opening.find() ? lastClosing(said, opening.end()) : -1;
        if (end >= 0) {
            return tagged(said, opening, end);
        }
        boolean headed = TASK_HEADING.matcher(said).lookingAt() && CONTEXT_LABEL.matcher(said).find();
        return headed || UNTAGGED.matcher(said).lookingAt() ? labelled(said) : said;
    }

    /** Returns a pattern for words at the start of a line, with a colon or as a heading. */
    private static Pattern label(String words) {
        return Pattern.compile("(?im)^(?:[ \\t#*]*" + words + "[ \\t]*[*]*[:：][ \\t*]*|#{1,6}[ \\t]+" + words + "[ \\t]*\\r?$)");
    }

    private static String withoutCodeInterpreter(String text) {
        Matcher prompt = CODE_INTERPRETER.matcher(text);
        if (!prompt.find()) {
            return text;
        }
        int tag = text.indexOf(CODE_INTERPRETER_TAG, prompt.end());
        return tag >= 0 && tag - prompt.end() < OPENING_WORDS ? text.substring(0, prompt.start()).strip() : text;
    }

    private static String withoutSystemContext(String text) {
        int start = text.indexOf(SYSTEM_CONTEXT);
        int end = text.lastIndexOf(END_SYSTEM_CONTEXT);
        if (start < 0 || end < start) {
            return text;
        }
        return (text.substring(0, start).strip() + "\n" + text.substring(end + END_SYSTEM_CONTEXT.length()).strip()).strip();
    }

    private static String behindFence(String text, int opened) {
        int fence = text.lastIndexOf("\n```");
        return fence < opened ? "" : text.substring(fence + "\n```".length()).strip();
    }

    /**
     * Returns the end of the last closing tag, or -1 if there is none. Text of a file may resemble one, so that the last counts, and one at
     * the end of a line takes precedence over one within a line.
     */
    private static int lastClosing(String text, int from) {
        int last = -1;
        int lastOfLine = -1;
        Matcher closing = CLOSING.matcher(text).region(from, text.length());
        while (closing.find()) {
            last = closing.end();
            if (endsLine(text, last)) {
                lastOfLine = last;
            }
        }
        return lastOfLine >= 0 ? lastOfLine : last;
    }

    private static boolean endsLine(String text, int at) {
        int next = at;
        while (next < text.length() && " \t\r".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return next == text.length() || text.charAt(next) == '\n';
    }

    /** Returns the question around a block in tags; the whole text if the block may be the user's own. */
    private static String tagged(String text, Matcher opening, int end) {
        String before = text.substring(0, opening.start()).strip();
        String after = text.substring(end).strip();
        String block = text.substring(opening.start(), end);
        String inTag = inQuestionTag(after);
        inTag = inTag != null ? inTag : inQuestionTag(before);
        String name = opening.group("name");
        boolean added = name.matches(ADDED);
        boolean instructed = INSTRUCTIONS.matcher(opening(before)).find() || INSTRUCTIONS.matcher(opening(after)).find();
        boolean named = opening.group("attributes") != null && NAMING.matcher(opening.group("attributes")).find();
        boolean clear = added || inTag != null || instructed || named || name.equalsIgnoreCase("context");
        if (!clear || before.isEmpty() && after.isEmpty() && !added) {
            return text;
        }
        if (inTag != null) {
            return inTag;
        }
        String behind = behindInstructions(after);
        if (!behind.isEmpty()) {
            return behind;
        }
        String raw = added ? inQuestionTag(block) : null;
        return raw != null ? raw : isTemplates(before) ? fromLabel(before) : before;
    }

    /** Returns whether the text before a block, with nothing after it, is a template's instructions and not a question. */
    private static boolean isTemplates(String before) {
        boolean longer = before.length() > ONE_LINER || before.startsWith("#");
        return UNTAGGED.matcher(before).lookingAt() || longer && isInstructions(before);
    }

    private static String opening(String text) {
        return Truncation.start(text, OPENING_WORDS);
    }

    private static boolean isInstructions(String text) {
        return INSTRUCTIONS.matcher(text).find();
    }

    /** Returns the content of the last tag that marks a question; null if there is none. */
    private static @Nullable String inQuestionTag(String text) {
        for (String tag : QUESTION_TAGS) {
            int end = text.lastIndexOf("</" + tag + ">");
            int start = end < 0 ? -1 : text.lastIndexOf("<" + tag + ">", end);
            if (start >= 0) {
                return text.substring(start + tag.length() + 2, end).strip();
            }
        }
        return null;
    }

    /** Returns the question after a block: the text after its label if instructions come before it, else all of the text. */
    private static String behindInstructions(String text) {
        String after = withoutFooter(RULES.matcher(text).replaceFirst(""));
        Matcher label = LABEL.matcher(after);
        if (label.find() && isTemplates(label, after.substring(0, label.start()))) {
            return withoutAnswerLabel(after.substring(label.end()));
        }
        return withoutAnswerLabel(after);
    }

    /**
     * Returns whether a label is part of a template: it is the first text after a block, a heading, or follows instructions. Else it may be
     * the user's.
     */
    private static boolean isTemplates(Matcher label, String before) {
        return before.isBlank() || label.group().contains("#") || isInstructions(before);
    }

    private static String withoutFooter(String text) {
        Matcher footer = FOOTER.matcher(text);
        if (!footer.find()) {
            return text;
        }
        Matcher list = LIST.matcher(text).region(footer.end(), text.length());
        return list.find() && list.end() < text.length() ? text.substring(list.end()) : text;
    }

    private static String fromLabel(String text) {
        Matcher label = LABEL.matcher(text);
        return label.find() ? text.substring(label.end()).strip() : "";
    }

    /** Returns the question of a prompt that starts with known instructions and uses labels instead of tags. */
    private static String labelled(String text) {
        Matcher question = LABEL.matcher(text);
        if (!question.find()) {
            return text;
        }
        Matcher context = CONTEXT_LABEL.matcher(text);
        if (context.find(question.end()) && !CONTEXT_LABEL.matcher(text.substring(0, question.start())).find()) {
            return text.substring(question.end(), context.start()).strip();
        }
        int last = question.end();
        while (question.find()) {
            last = question.end();
        }
        return withoutAnswerLabel(text.substring(last));
    }

    private static String withoutAnswerLabel(String text) {
        Matcher label = ANSWER_LABEL.matcher(text);
        String question = label.find() ? text.substring(0, label.start()) : text;
        return once(RULE_AT_END.matcher(question).replaceFirst("").strip());
    }

    /** Returns the question without its repetition: Open WebUI appends it to a template that already contains it. */
    private static String once(String question) {
        int half = question.length() / 2;
        String first = question.substring(0, half).strip();
        boolean twice = question.substring(half).strip().equals(first)
                && question.substring(first.length(), question.length() - first.length()).contains("\n");
        return twice ? first : question;
    }
}
