package dev.talaria.model.openai.compat;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The attempts of one call: in which form it goes out, and what is told where none is taken. Each feature is left out at most once, so
 * that there are few. For one thread at a time.
 */
public final class RequestAttempts {
    /** Nothing that is left out helps against these. */
    private static final Set<ErrorCode> OTHER_REASONS = Set.of(ErrorCode.UPSTREAM_AUTH, ErrorCode.UPSTREAM_RATE_LIMITED,
            ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.CONTEXT_LENGTH_EXCEEDED);

    private final ModelRequest request;
    private final KnownIncompatibilities known;
    private final Set<RequestFeature> omitted;
    private final List<Lesson> lessons = new ArrayList<>(0);
    /** Null until somebody asks: hardly any request is refused. */
    private RequestTraits traits;

    /** What one refusal has taught. */
    private record Lesson(RefusalPolicy.Step step, Refusal refusal, Problem problem) {
        Set<RequestFeature> features() {
            Set<RequestFeature> features = EnumSet.noneOf(RequestFeature.class);
            step.causes().forEach(cause -> features.addAll(cause.features()));
            return features;
        }
    }

    RequestAttempts(ModelRequest request, KnownIncompatibilities known) {
        this.request = request;
        this.known = known;
        this.omitted = known.hasAny(request.model()) ? known.of(traits(), request.model()) : EnumSet.noneOf(RequestFeature.class);
    }

    private RequestTraits traits() {
        if (traits == null) {
            traits = RequestTraits.of(request);
        }
        return traits;
    }

    /** The request in the form of the attempt that is due. */
    public ModelRequest request() {
        return RequestForm.without(omitted, request);
    }

    /** What this form goes without. */
    public Set<RequestFeature> omitted() {
        return Set.copyOf(omitted);
    }

    /**
     * Takes in how the attempt failed; true where another is due, in another form.
     *
     * @param problem what a caller would be told
     * @param refusal what the upstream said; null where it said nothing
     */
    public boolean refused(Problem problem, Refusal refusal) {
        if (refusal == null || OTHER_REASONS.contains(problem.code())) {
            return false;
        }
        Optional<RefusalPolicy.Step> step = RefusalPolicy.next(traits(), omitted, refusal);
        step.ifPresent(found -> {
            Lesson lesson = new Lesson(found, refusal, problem);
            lessons.add(lesson);
            omitted.addAll(lesson.features());
        });
        return step.isPresent();
    }

    /** The attempt has begun to be answered: what it went without is what the model does not take. */
    public void answered() {
        for (Lesson lesson : lessons) {
            if (lesson.step().isLasting()) {
                lesson.step().causes().forEach(cause -> known.add(request.model(), cause, lesson.problem().message()));
            }
        }
    }

    /**
     * What a caller is told where no attempt is left: the first refusal where leaving something out has not helped against it, else what
     * came after it. Where a server's fault is in truth a refusal, trying again is of no use.
     *
     * @param last of the last attempt, with its refusal as in {@link #refused}
     */
    public Problem told(Problem last, Refusal refusal) {
        if (refusal == null || OTHER_REASONS.contains(last.code())) {
            return last;
        }
        Problem told = lessons.stream().filter(lesson -> lesson.refusal().words().equals(refusal.words())
                || RefusalPolicy.isAbout(lesson.features(), traits(), refusal)).map(Lesson::problem).findFirst().orElse(last);
        return RefusalPolicy.refusesTools(traits(), refusal) ? told.withoutRetry() : told;
    }
}
