package dev.talaria.model.openai.compat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A part of a request that this server adds by itself, or that it can spell otherwise without losing what the client asked for. Models
 * are known to refuse each of them.
 */
public enum RequestFeature {
    /** The server's own tools, and with them their calls in the prompt. */
    TOOLS("\\btools?\\b|\\btool[_ -]?(?:calls?|calling|choice|use|config|results?)|\\btools?[_.\\[]|toolconfig|functions?[_ -]?call"
            + "|function[_ ]?declarations?|\\bfunctions?\\b|--jinja|工具|函数|ferramentas?\\b|herramientas?\\b|\\boutils?\\b"
            + "|werkzeuge?\\b|ツール|関数|도구"),
    /** Calls of the server's tools in earlier turns, perhaps of another model: some models demand of each what only they wrote. */
    TOOL_STEPS("(?:missing|must be (?:passed|provided|included)|required|expected).{0,120}(?:thought_?signature|thought signature"
            + "|reasoning_content|reasoning_details|\\bthinking\\b)|(?:thought_?signature|thought signature|reasoning_content"
            + "|reasoning_details|\\bthinking\\b).{0,120}(?:missing|must be (?:passed|provided|included)|required|expected)"),
    STREAM_OPTIONS("stream[_ ]?options|include[_ ]?usage"),
    /** An answer in pieces; left out, it comes as one, and readers of a stream get it so. */
    STREAM("\\bstream(?:ing|ed)?\\b(?!_)|流式"),
    /** Where it is true, as the API's default is. */
    PARALLEL_TOOL_CALLS("parallel[_ ]?tool[_ ]?(?:calls?|use)|parallel function call"),
    /** A limit under the older name; left out, it goes by the newer one. */
    MAX_TOKENS("\\bmax_tokens\\b|\\bmax tokens\\b"),
    /** A limit under the newer name; left out, it goes by the older one. */
    MAX_COMPLETION_TOKENS("\\bmax_completion_tokens\\b|\\bmax completion tokens\\b"),
    /** A system message; left out, its text stands in front of the first user message. */
    SYSTEM_ROLE("system[ _-]?(?:role|messages?|prompts?|instructions?)|developer[ _-]?(?:role|messages?|instructions?)"
            + "|the system field|key \\[system]|system\\s*(?:角色|消息|提示)"
            + "|role\\W{0,6}(?:does not support |is |of )?\\W?(?:system|developer)\\b|support ['\"`](?:system|developer)"
            + "|['\"`](?:system|developer)['\"`] (?:is |role )?(?:not|unsupported)|\\bsystem.{0,12}\\brole|only user and assistant roles"
            + "|roles must alternate|系统(?:角色|消息|提示)|系统提示词"),
    /** Members of messages and calls that mean nothing here; which they are is another matter in each request. */
    OPAQUE_MEMBERS(null),
    /** A declining of the model under its own name; left out, it is plain text. */
    REFUSAL("\\brefusal\\b"),
    /** {@code content: null} beside tool calls; left out, it is an empty string. */
    NULL_CONTENT("content\\b.{0,80}(?:null|\\bnone\\b|nonetype|string|required|missing)|(?:null|missing field|string).{0,80}\\bcontent\\b"),
    /** An image's detail where it is {@code auto}, as the API's default is. */
    IMAGE_DETAIL("image_url\\S*detail|['\"`.]detail\\b"),
    /** A function's {@code strict} where it is false, as the API's default is. */
    STRICT("\\bstrict\\b"),
    /** What tells the upstream's cache how to go about the prompt, and changes no answer. */
    PROMPT_CACHE_KEY("prompt_cache_(?:key|retention)");

    private static final Pattern REFUSING = Pattern.compile("support|unrecogni[sz]ed|unknown|unexpected|extra|not (?:permitted|allowed"
            + "|enabled|valid|one of|available|implemented)|forbidden|additional propert|deprecated|instead|invalid|only|must alternate"
            + "|require|cannot|can't|disabled|unavailable|not configured|template|不支持|未知|无效|不允许|不可用|未启用");
    private static final Pattern UNKNOWN = Pattern.compile("instead|unsupported param|extra_forbidden|extra inputs|unknown (?:param|name"
            + "|field|arg)|unrecogni[sz]ed|is unsupported|additional propert");
    private static final Pattern OUT_OF_RANGE = Pattern.compile("too (?:large|small|high|low|big|long)|at most|at least|less than"
            + "|greater than|larger than|smaller than|exceed|between|positive|maximum|minimum|integer");
    private static final Set<RequestFeature> LIMIT = Set.of(MAX_TOKENS, MAX_COMPLETION_TOKENS);

    private final Pattern words;

    RequestFeature(String words) {
        this.words = words == null ? null : Pattern.compile(words);
    }

    /** As it stands in {@code talaria.model.omit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RequestFeature> named(String wire) {
        return Arrays.stream(values()).filter(feature -> feature.wire().equals(wire)).findFirst();
    }

    /** What is one kind with it: of two spellings of a limit at most one is tried in place of the other. */
    Set<RequestFeature> kind() {
        return LIMIT.contains(this) ? LIMIT : EnumSet.of(this);
    }

    /** Whether it may be the cause of a refusal that names nothing at all. Another spelling is tried only where it is named. */
    boolean isAddition() {
        return this != SYSTEM_ROLE && this != STREAM && this != REFUSAL && this != TOOL_STEPS && !LIMIT.contains(this);
    }

    /** @param refusal in lower case */
    boolean isNamed(String refusal) {
        if (words == null || !words.matcher(refusal).find()) {
            return false;
        }
        return switch (this) {
            case MAX_TOKENS, MAX_COMPLETION_TOKENS -> UNKNOWN.matcher(refusal).find()
                    || isRefusing(refusal) && !OUT_OF_RANGE.matcher(refusal).find();
            case SYSTEM_ROLE -> isRefusing(refusal);
            case STREAM -> isRefusing(refusal) || refusal.contains("verified");
            default -> true;
        };
    }

    /** Whether words refuse something, and do not only speak of it. */
    static boolean isRefusing(String refusal) {
        return REFUSING.matcher(refusal).find();
    }
}
