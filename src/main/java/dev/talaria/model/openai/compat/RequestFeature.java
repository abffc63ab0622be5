package dev.talaria.model.openai.compat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A part of a request that this server adds by itself, or that it can write differently without loss of what the client asked for. Some
 * models are known to refuse each of them.
 */
public enum RequestFeature {
    /** The server's own tools, with their calls in the prompt. */
    TOOLS("\\btools?\\b|\\btool[_ -]?(?:calls?|calling|choice|use|config|results?)|\\btools?[_.\\[]|toolconfig|functions?[_ -]?call"
            + "|function[_ ]?declarations?|\\bfunctions?\\b|--jinja|工具|函数|ferramentas?\\b|herramientas?\\b|\\boutils?\\b"
            + "|werkzeuge?\\b|ツール|関数|도구"),
    /**
     * Calls of the server's tools in earlier turns, perhaps by another model; some models require members in each call that only they
     * write.
     */
    TOOL_STEPS("(?:missing|must be (?:passed|provided|included)|required|expected).{0,120}(?:thought_?signature|thought signature"
            + "|reasoning_content|reasoning_details|\\bthinking\\b)|(?:thought_?signature|thought signature|reasoning_content"
            + "|reasoning_details|\\bthinking\\b).{0,120}(?:missing|must be (?:passed|provided|included)|required|expected)"),
    STREAM_OPTIONS("stream[_ ]?options|include[_ ]?usage"),
    /** Streaming; if omitted, the answer comes in one piece, and readers of a stream receive it so. */
    STREAM("\\bstream(?:ing|ed)?\\b(?!_)|流式"),
    /** {@code parallel_tool_calls} if it is true, which is the API's default. */
    PARALLEL_TOOL_CALLS("parallel[_ ]?tool[_ ]?(?:calls?|use)|parallel function call"),
    /** The output limit under its older name; if omitted, it is sent under the newer one. */
    MAX_TOKENS("\\bmax_tokens\\b|\\bmax tokens\\b"),
    /** The output limit under its newer name; if omitted, it is sent under the older one. */
    MAX_COMPLETION_TOKENS("\\bmax_completion_tokens\\b|\\bmax completion tokens\\b"),
    /** System messages; if omitted, their text precedes the first user message. */
    SYSTEM_ROLE("system[ _-]?(?:role|messages?|prompts?|instructions?)|developer[ _-]?(?:role|messages?|instructions?)"
            + "|the system field|key \\[system]|system\\s*(?:角色|消息|提示)"
            + "|role\\W{0,6}(?:does not support |is |of )?\\W?(?:system|developer)\\b|support ['\"`](?:system|developer)"
            + "|['\"`](?:system|developer)['\"`] (?:is |role )?(?:not|unsupported)|\\bsystem.{0,12}\\brole|only user and assistant roles"
            + "|roles must alternate|系统(?:角色|消息|提示)|系统提示词"),
    /** Members of messages and calls that have no meaning here; their names differ between requests, so no words name them. */
    OPAQUE_MEMBERS("(?!)"),
    /** A refusal of the model in the member of that name; if omitted, it is sent as text. */
    REFUSAL("\\brefusal\\b"),
    /** {@code content: null} beside tool calls; if omitted, it is an empty string. */
    NULL_CONTENT("content\\b.{0,80}(?:null|\\bnone\\b|nonetype|string|required|missing)|(?:null|missing field|string).{0,80}\\bcontent\\b"),
    /** An image's detail if it is {@code auto}, which is the API's default. */
    IMAGE_DETAIL("image_url\\S*detail|['\"`.]detail\\b"),
    /** Images in results of the server's tools; if omitted, the result says that it had some. */
    RESULT_IMAGES("image|vision|multi-?modal|图片|图像"),
    /** A function's {@code strict} if it is false, which is the API's default. */
    STRICT("\\bstrict\\b"),
    /** Hints for the upstream's prompt cache, which change no answer. */
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
        this.words = Pattern.compile(words);
    }

    /** Returns the name as in {@code talaria.model.omit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RequestFeature> named(String wire) {
        return Arrays.stream(values()).filter(feature -> feature.wire().equals(wire)).findFirst();
    }

    /**
     * Returns the alternatives of this feature, itself included: of the two names of a limit, at most one is tried in place of the other.
     */
    Set<RequestFeature> kind() {
        return LIMIT.contains(this) ? LIMIT : EnumSet.of(this);
    }

    /**
     * Returns whether a refusal that names nothing may mean this feature. Features with another spelling are changed only if the refusal
     * names them.
     */
    boolean isAddition() {
        return this != SYSTEM_ROLE && this != STREAM && this != REFUSAL && this != TOOL_STEPS && !LIMIT.contains(this);
    }

    /** @param refusal in lower case */
    boolean isNamed(String refusal) {
        if (!words.matcher(refusal).find()) {
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

    /** Returns whether the text refuses something and does not only mention it. */
    static boolean isRefusing(String refusal) {
        return REFUSING.matcher(refusal).find();
    }
}
