package dev.talaria.model;

import dev.talaria.text.TextPatterns;
import dev.talaria.text.Truncation;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Recognises that a prompt is too long, by {@link OverflowWordings} and an operator's own patterns. Immutable, safe for many threads. */
final class ContextOverflow {
    private static final int LOOKED_AT = 4_000;

    /**
     * One request with more tokens than a minute allows, which waiting does not change. OpenAI answers it with 429, Groq and GitHub Models
     * with 413.
     */
    private static final Pattern NEVER_FITS =
            Pattern.compile("request (?:body )?(?:is )?too large\\b.*?(?:reduce|tokens must be|max size:? \\d+ tokens)");
    /** A rate limit, which does not concern the prompt's length. */
    private static final Pattern RATE = Pattern.compile("\\brate[ -]?limit|too many (?:concurrent )?requests|throttl|\\bquota\\b"
            + "|\\b(?:tpm|rpm|tpd|rpd)\\b|(?:per|a|each) (?:second|minute|min|hour|day|month)\\b|(?:try|come) again (?:in|after|later)"
            + "|please wait|before trying again|overloaded|请求(?:过于频繁|频率)|频率|并发|速率|额度");
    /** A limit of the output, which a shorter prompt does not change. */
    private static final Pattern OUTPUT =
            Pattern.compile("max (?:completion |output |new )?tokens|(?:output|completion|generated) tokens");
    private static final Pattern INPUT =
            Pattern.compile("\\b(?:inputs?|prompts?|messages|context|conversation|tokens in (?:the )?request)\\b|输入|上下文");
    /** A part of the prompt that has a size limit of its own. */
    private static final Pattern THING = Pattern.compile("\\b(?:images?|pixels?|audio|video|files?|pdf|documents?|attachments?|tools?"
            + "|functions?|schemas?|stop sequences?|metadata|batch|headers?|url|embeddings?|dimensions?)\\b");
    private static final Pattern TOKENS = Pattern.compile("\\btokens?\\b|context|prompt");

    private final TextPatterns own;

    /** @param own the operator's patterns in addition to the known ones, searched in the original text */
    ContextOverflow(List<String> own) {
        this.own = new TextPatterns(own, LOOKED_AT);
    }

    boolean isMeantBy(UpstreamRefusal refusal) {
        String text = refusal.text();
        return own.find(text) || isWorded(plain(Truncation.start(text, LOOKED_AT)));
    }

    private static boolean isWorded(String text) {
        if (NEVER_FITS.matcher(text).find()) {
            return true;
        }
        return !isAboutSomethingElse(text) && OverflowWordings.ALL.stream().anyMatch(wording -> wording.matcher(text).find());
    }

    private static boolean isAboutSomethingElse(String text) {
        return RATE.matcher(text).find() || OUTPUT.matcher(text).find() && !INPUT.matcher(text).find()
                || THING.matcher(text).find() && !TOKENS.matcher(text).find();
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[`'\"’‘“”*\\\\]", "").replaceAll("[_\\s]+", " ");
    }
}
