package dev.talaria.model.openai.reply;

import dev.talaria.json.Json;
import dev.talaria.message.Part;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Separates a thought in tags at the start of the text from the text, as it streams. It holds back only what may be a tag and the blanks
 * around a thought. Later tags are text that mentions them.
 *
 * <p>Some models start with a thought and write its closing tag only. A whole reply shows that at once; a stream shows it after its text
 * has been passed on, so that the finding applies to the model's next replies: their text is passed on as a thought until the tag arrives
 * and, if none does, once more as text. For one thread at a time.
 */
final class ThoughtTags {
    private static final int MAX_HELD = 4096;
    private static final int MAX_TAIL = 256;
    private static final String FENCE = "```";
    private static final String QUOTES = "`'\"\u201C\u201D";
    private static final List<Tag> TAGS = List.of(new Tag("<think>", "</think>", Part.Reasoning.TAGS), new Tag("<thinking>", "</thinking>"),
            new Tag("<thought>", "</thought>"), new Tag("<reasoning>", "</reasoning>"),
            // Mistral's reasoning models
            new Tag("[think]", "[/think]"),
            // Kimi
            new Tag("\u25C1think\u25B7", "\u25C1/think\u25B7"),
            // Seed-OSS
            new Tag("<seed:think>", "</seed:think>"),
            // Command A
            new Tag("<|start_thinking|>", "<|end_thinking|>"),
            // gpt-oss behind a server that does not know its format
            new Tag("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"));

    /** The first letters of all tags; few texts start with one of them. */
    private static final String FIRST_LETTERS = TAGS.stream().map(tag -> tag.opening.substring(0, 1)).distinct()
            .collect(Collectors.joining());

    /** @param form the form in which the thought can be sent back; null for none */
    private record Tag(String opening, String closing, String form) {
        Tag(String opening, String closing) {
            this(opening, closing, null);
        }
    }

    /** The position in the text: before the first word, in a thought, right after one, or in the answer. */
    private enum Position { START, THOUGHT, GAP, TEXT }

    /** Receives thoughts and text. */
    interface Listener {
        void thought(String text, String form);

        void text(String text, String logprobs);

        /** Returns whether the model is known to have the opening tag in its prompt, so that its text starts within a thought. */
        boolean beginsInThought();

        /** Reports what the text has shown about that. */
        void learn(boolean opensInPrompt);
    }

    private final Listener listener;
    private final StringBuilder held = new StringBuilder();
    private final List<JsonObject> heldLogprobs = new ArrayList<>(0);
    private Position position = Position.START;
    private Tag tag;
    private boolean thoughtBegun;
    /** The text of a reply that is presumed to start within a thought, until its closing tag confirms it; else null. */
    private StringBuilder presumed;
    /** The end of the text so far, in which a tag may stand; null once a tag has no effect. */
    private StringBuilder tail = new StringBuilder();

    ThoughtTags(Listener listener) {
        this.listener = listener;
    }

    /** @param logprobs of this delta; null for none */
    void filter(String piece, JsonObject logprobs) {
        if (position == Position.TEXT) {
            watch(piece);
            listener.text(piece, logprobs == null ? null : logprobs.toString());
            return;
        }
        if (position == Position.THOUGHT) {
            heldLogprobs.clear();
        }
        if (logprobs != null) {
            heldLogprobs.add(logprobs);
        }
        held.append(piece);
        if (presumed != null) {
            presumed.append(piece);
        }
        boolean more = true;
        while (more) {
            more = position == Position.THOUGHT ? think() : begin();
        }
    }

    /** Looks for a closing tag without an opening one. Must be called before the first delta if that is the whole text. */
    void lookAhead(String text) {
        if (position == Position.START && held.isEmpty() && closesAlone(lower(text), false)) {
            listener.learn(true);
            tag = TAGS.get(0);
            position = Position.THOUGHT;
        }
    }

    /**
     * Ends the text: held characters that may be the start of a tag are text.
     *
     * @param answers whether there must be an answer, so that a presumed thought that never ended was the answer
     */
    void end(boolean answers) {
        if (position == Position.THOUGHT) {
            think(held.length());
            if (presumed != null && answers) {
                listener.learn(false);
                listener.text(presumed.toString(), null);
            }
            presumed = null;
        } else if (position != Position.TEXT) {
            speak(position == Position.START ? held.toString() : held.toString().stripLeading());
        }
        held.setLength(0);
    }

    /** Handles the start; returns false if it needs more input or the answer has started. */
    private boolean begin() {
        String text = held.toString().stripLeading();
        boolean tagged = text.isEmpty() || FIRST_LETTERS.indexOf(text.charAt(0)) >= 0;
        String plain = tagged ? lower(text) : text;
        for (Tag each : tagged ? TAGS : List.<Tag>of()) {
            if (plain.startsWith(each.opening)) {
                tag = each;
                thoughtBegun = false;
                enter(Position.THOUGHT, text.substring(each.opening.length()));
                return true;
            }
            if (plain.startsWith(each.closing)) {
                enter(Position.GAP, text.substring(each.closing.length()));
                return true;
            }
        }
        if (tagged && held.length() < MAX_HELD
                && TAGS.stream().anyMatch(each -> each.opening.startsWith(plain) || each.closing.startsWith(plain))) {
            return false;
        }
        if (position == Position.START && listener.beginsInThought()) {
            tag = TAGS.get(0);
            presumed = new StringBuilder(held);
            position = Position.THOUGHT;
            return true;
        }
        speak(position == Position.START ? held.toString() : text);
        held.setLength(0);
        return false;
    }

    /** Looks for a closing tag without an opening one, to learn the model's habit. */
    private void watch(String piece) {
        if (tail == null) {
            return;
        }
        tail.append(lower(piece));
        if (tail.indexOf(TAGS.get(0).opening) >= 0 || tail.indexOf(FENCE) >= 0) {
            tail = null;
        } else if (closesAlone(tail.toString(), true)) {
            listener.learn(true);
            tail = null;
        } else if (tail.length() > MAX_TAIL) {
            tail.delete(0, tail.length() - TAGS.get(0).closing.length() - 1);
        }
    }

    /** Converts only ASCII letters to lower case, so that every character keeps its position. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, Character.toLowerCase(c));
            }
        }
        return lower.toString();
    }

    /** Returns whether a closing tag stands alone; quoted tags, and those in code, are subject matter. */
    private static boolean closesAlone(String plain, boolean mayGoOn) {
        Tag usual = TAGS.get(0);
        int at = plain.indexOf(usual.closing);
        int after = at + usual.closing.length();
        if (at < 0 || mayGoOn && after == plain.length()) {
            return false;
        }
        boolean opened = plain.lastIndexOf(usual.opening, at) >= 0;
        String before = plain.substring(0, at);
        boolean inCode = (before.split(FENCE, -1).length & 1) == 0;
        return !opened && !inCode && !before.isBlank() && QUOTES.indexOf(plain.charAt(at - 1)) < 0
                && (after == plain.length() || QUOTES.indexOf(plain.charAt(after)) < 0);
    }

    /** Handles a thought; returns true once it has ended. */
    private boolean think() {
        String plain = lower(held.toString());
        int end = plain.indexOf(tag.closing);
        if (end < 0) {
            think(held.length() - heldBack(plain));
            return false;
        }
        String rest = held.substring(end + tag.closing.length());
        int last = end;
        while (last > 0 && Character.isWhitespace(held.charAt(last - 1))) {
            last--;
        }
        think(last);
        presumed = null;
        enter(Position.GAP, rest);
        return true;
    }

    /** Passes on the first characters of the held thought, without blanks before the first word. */
    private void think(int count) {
        String words = held.substring(0, count);
        held.delete(0, count);
        words = thoughtBegun ? words : words.stripLeading();
        if (!words.isEmpty()) {
            thoughtBegun = true;
            listener.thought(words, tag.form);
        }
    }

    /** Returns how many characters at the end may be the start of the closing tag or blanks before it. */
    private int heldBack(String plain) {
        int from = plain.length();
        for (int length = Math.min(plain.length(), tag.closing.length() - 1); length > 0 && from == plain.length(); length--) {
            if (plain.regionMatches(plain.length() - length, tag.closing, 0, length)) {
                from = plain.length() - length;
            }
        }
        while (from > 0 && Character.isWhitespace(plain.charAt(from - 1)) && plain.length() - from < MAX_HELD) {
            from--;
        }
        return plain.length() - from;
    }

    private void enter(Position next, String rest) {
        position = next;
        held.setLength(0);
        held.append(rest);
    }

    /** Starts the answer. The log probabilities of its held tokens go with it, those of tags and thoughts do not. */
    private void speak(String text) {
        boolean whole = position == Position.START;
        position = Position.TEXT;
        tail = whole ? tail : null;
        watch(text);
        if (heldLogprobs.isEmpty()) {
            if (!text.isEmpty()) {
                listener.text(text, null);
            }
            return;
        }
        JsonObject last = heldLogprobs.remove(heldLogprobs.size() - 1);
        if (whole) {
            heldLogprobs.forEach(logprobs -> listener.text("", logprobs.toString()));
        }
        heldLogprobs.clear();
        JsonObject kept = whole ? last : tail(last, text);
        if (!text.isEmpty() || kept != null) {
            listener.text(text, kept == null ? null : kept.toString());
        }
    }

    /** Returns the log probabilities of the last tokens that make up the text; null if no sequence of tokens does. */
    private static JsonObject tail(JsonObject logprobs, String text) {
        if (text.isEmpty() || !(logprobs.get("content") instanceof JsonArray tokens)) {
            return null;
        }
        StringBuilder covered = new StringBuilder();
        int from = tokens.size();
        while (from > 0 && covered.length() < text.length()) {
            from--;
            String token = tokens.get(from) instanceof JsonObject object && object.get("token") instanceof JsonString word
                    ? word.getString() : "";
            covered.insert(0, token);
        }
        if (!covered.toString().endsWith(text)) {
            return null;
        }
        JsonArrayBuilder kept = Json.builders().createArrayBuilder();
        for (JsonValue token : tokens.subList(from, tokens.size())) {
            kept.add(token);
        }
        return Json.with(logprobs, "content", kept.build());
    }
}
