package dev.talaria.model.openai.compat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides which features the next attempt of a refused call omits. Pure; safe for many threads. */
final class RefusalPolicy {
    /** Statuses about keys, money, addresses, rates and sizes, which no omission fixes. */
    private static final Set<Integer> OTHER_REASONS = Set.of(401, 402, 403, 405, 407, 408, 413, 429);
    private static final int MAX_GENERIC = 200;
    /** Refusals that name nothing in particular, so that they may mean any feature. */
    private static final Pattern GENERIC = Pattern.compile("unsupported|not support|unrecogni[sz]ed|unknown (?:param|arg|field|request)"
            + "|unexpected (?:param|arg|field)|extra (?:input|field|param|arg)|additional propert|not permitted|not allowed|not implemented"
            + "|invalid[ _](?:api )?(?:request|param|arg|field|input|body)|bad request|unprocessable|can handle the requested param"
            + "|support the requested param|参数有误|参数错误|参数不正确|参数异常|无效的?参数|不支持的?参数|非法参数");
    private static final Pattern NAMED = Pattern.compile("['\"`‘“][\\w.\\[\\]/-]{2,}['\"`’”]|\\b[a-z]+_[a-z0-9_]+\\b|\\w\\[\\d+\\]");
    private static final Pattern MISSING = Pattern.compile("must be (?:passed|provided|sent|included|returned)|is missing|missing");
    private static final Pattern EXTRA = Pattern.compile("extra_forbidden|extra inputs|additional propert|unexpected (?:field|propert|key)"
            + "|unknown (?:field|propert|key)|unrecogni[sz]ed (?:field|propert|key)|property .{1,60} is unsupported");
    private static final Pattern IN_MESSAGES = Pattern.compile("\\bmessages?\\b|\\bassistant\\b|\\btool_calls\\b");
    private static final Pattern TOO_MANY_TOOLS = Pattern.compile("too many (?:tools|functions)|(?:tools|functions).{0,60}(?:too long"
            + "|at most|maximum|limit|exceed)|(?:at most|maximum|limit|exceed).{0,60}(?:tools|functions)");
    private static final Set<RequestFeature> IN_A_MESSAGE = Set.of(RequestFeature.OPAQUE_MEMBERS, RequestFeature.REFUSAL,
            RequestFeature.NULL_CONTENT);
    private static final Pattern TWO_ROLES = Pattern.compile("only user and assistant roles|roles must alternate"
            + "|role.{0,60}['\"`]system['\"`],? ['\"`]user['\"`],?(?: or| and)? ['\"`]assistant['\"`](?!,)");
    private static final Pattern THOUGHTS = Pattern.compile("both content and thinking|thinking blocks?|thought[_ ]signature"
            + "|reasoning (?:content|items?) .{0,40}not (?:supported|allowed)");
    /** Refusals of the calls and results in this prompt, which say nothing about other prompts. */
    private static final Pattern OF_STEPS = Pattern.compile("signature|reasoning_content|role\\W{1,4}(?:of )?tool\\b|tool_call_id|preced"
            + "|tool messages?|tool results?|only user and assistant|alternate|input should be");
    /** The model accepts tools, but has called one incorrectly this time. */
    private static final Pattern MISUSED = Pattern.compile("tool_use_failed|failed to call a function|failed_generation"
            + "|failed to parse tool call");

    /**
     * The features to omit next.
     *
     * @param causes    each feature that the refusal names, or one entry with all features that it may mean
     * @param isLasting false if the model may accept the features in another call
     */
    record Step(List<Incompatibility> causes, boolean isLasting) {
        Step {
            causes = List.copyOf(causes);
        }
    }

    private RefusalPolicy() {
    }

    /**
     * Returns the next step after a refusal; empty if it concerns none of the features, or if all of them have been tried.
     *
     * @param gone the features that the refused request omitted or wrote differently
     */
    static Optional<Step> next(RequestTraits request, Set<RequestFeature> gone, Refusal refusal) {
        if (OTHER_REASONS.contains(refusal.status())) {
            return Optional.empty();
        }
        Refusal told = refusal.without(request.model());
        if (isFault(told.status()) && !RequestFeature.isRefusing(told.words())) {
            return Optional.empty();
        }
        Set<RequestFeature> left = EnumSet.noneOf(RequestFeature.class);
        request.features().stream().filter(feature -> feature.kind().stream().noneMatch(gone::contains)).forEach(left::add);
        Set<RequestFeature> named = named(left, request, told);
        if (!named.isEmpty()) {
            return Optional.of(new Step(named.stream().map(feature -> new Incompatibility(Set.of(feature),
                    feature == RequestFeature.TOOLS ? demands(request, told) : Set.of())).toList(), isLasting(named, request, told)));
        }
        left.removeIf(feature -> !feature.isAddition());
        return left.isEmpty() || !isGeneric(request, told) ? Optional.empty()
                : Optional.of(new Step(List.of(new Incompatibility(left, request.demands())), true));
    }

    private static Set<RequestFeature> named(Set<RequestFeature> features, RequestTraits request, Refusal refusal) {
        Set<RequestFeature> named = EnumSet.noneOf(RequestFeature.class);
        features.stream().filter(feature -> isNamed(feature, request, refusal)).forEach(named::add);
        if (named.containsAll(RequestFeature.MAX_TOKENS.kind())) {
            named.remove(RequestFeature.MAX_COMPLETION_TOKENS);
        }
        if (named.contains(RequestFeature.IMAGE_DETAIL)) {
            named.remove(RequestFeature.RESULT_IMAGES);
        }
        if (named.contains(RequestFeature.TOOL_STEPS)) {
            named.removeIf(feature -> feature != RequestFeature.TOOL_STEPS);
        }
        if (named.contains(RequestFeature.TOOLS) || named.contains(RequestFeature.STREAM_OPTIONS)) {
            named.remove(RequestFeature.STREAM);
        }
        if (named.stream().anyMatch(IN_A_MESSAGE::contains)) {
            // The place of such a member names a message or its calls.
            named.remove(RequestFeature.TOOLS);
        }
        return named;
    }

    private static boolean isLasting(Set<RequestFeature> named, RequestTraits request, Refusal refusal) {
        return !named.contains(RequestFeature.TOOL_STEPS) && !MISUSED.matcher(refusal.words()).find()
                && !(named.contains(RequestFeature.TOOLS) && request.ownCalls() && OF_STEPS.matcher(refusal.words()).find());
    }

    private static Set<ClientDemand> demands(RequestTraits request, Refusal refusal) {
        return request.demands().stream().filter(demand -> demand.isNamed(refusal.words())).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a refusal is about any of these features, which the request would contain if they had not been omitted. */
    static boolean isAbout(Set<RequestFeature> features, RequestTraits request, Refusal refusal) {
        Refusal told = refusal.without(request.model());
        return features.stream().flatMap(feature -> feature.kind().stream()).anyMatch(feature -> isNamed(feature, request, told));
    }

    /** Returns whether a server error says that the model accepts no tools, while the client offers some. */
    static boolean refusesTools(RequestTraits request, Refusal refusal) {
        String words = refusal.without(request.model()).words();
        return request.clientTools() && isFault(refusal.status()) && RequestFeature.TOOLS.isNamed(words)
                && RequestFeature.isRefusing(words) && !MISUSED.matcher(words).find();
    }

    /** Returns whether the status is a server error or 404, either of which may stand for a refusal. */
    private static boolean isFault(int status) {
        return status == 404 || status >= 500;
    }

    private static boolean isNamed(RequestFeature feature, RequestTraits request, Refusal refusal) {
        return switch (feature) {
            case TOOLS -> namesTools(request, refusal);
            case OPAQUE_MEMBERS -> namesOpaque(request, refusal);
            default -> feature.isNamed(refusal.words());
        };
    }

    /**
     * Returns whether the refusal is about the server's tools. If the client offers tools too, it is about the client's unless it plainly
     * means the server's.
     */
    private static boolean namesTools(RequestTraits request, Refusal refusal) {
        String others = refusal.words().replaceAll("parallel[_ ]?tool[_ ]?calls?|max_tool_calls", " ");
        if (request.clientTools()) {
            return TOO_MANY_TOOLS.matcher(others).find()
                    || request.ownTools().stream().anyMatch(name -> Pattern.compile("\\b" + Pattern.quote(name)
                            + "\\b").matcher(others).find());
        }
        return RequestFeature.TOOLS.isNamed(others) || request.ownCalls() && TWO_ROLES.matcher(others).find()
                || request.ownTools().stream().anyMatch(name -> others.contains("'" + name + "'"));
    }

    private static boolean namesOpaque(RequestTraits request, Refusal refusal) {
        String words = refusal.words();
        if (MISSING.matcher(words).find()) {
            return false;
        }
        boolean named = THOUGHTS.matcher(words).find() || request.opaque().stream().filter(name -> name.length() > 2)
                .anyMatch(name -> Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])").matcher(words).find());
        return named && IN_MESSAGES.matcher(words).find() || named && EXTRA.matcher(words).find()
                || EXTRA.matcher(words).find() && IN_MESSAGES.matcher(words).find() && !namesOther(request, words);
    }

    /** Returns whether the refusal names a member of a message that is not opaque. */
    private static boolean namesOther(RequestTraits request, String words) {
        return request.features().stream().filter(feature -> feature == RequestFeature.REFUSAL || feature == RequestFeature.NULL_CONTENT)
                .anyMatch(feature -> feature.isNamed(words));
    }

    /** Removes underscores, because some upstreams write a parameter's name in another case than the request. */
    private static String runOn(String words) {
        return words.replace("_", "");
    }

    private static boolean isGeneric(RequestTraits request, Refusal refusal) {
        if (refusal.isPlaced() || refusal.said().length() > MAX_GENERIC || refusal.status() == 500 || refusal.status() > 501) {
            return false;
        }
        if (Stream.of(RequestFeature.values()).anyMatch(feature -> feature.isNamed(refusal.words()))
                || Stream.of(ClientDemand.values()).anyMatch(demand -> demand.isNamed(refusal.words()))) {
            return false;
        }
        boolean saysNothing = refusal.said().isEmpty() && (refusal.status() == 400 || refusal.status() == 422);
        return saysNothing || GENERIC.matcher(refusal.said()).find() && !NAMED.matcher(refusal.said()).find()
                && request.clientMembers().stream().noneMatch(name -> runOn(refusal.said()).contains(runOn(name)));
    }
}
