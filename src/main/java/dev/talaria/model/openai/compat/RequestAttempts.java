package dev.talaria.model.openai.compat;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call: the form of each, and the final problem if all are refused. Each feature is omitted at most once, which bounds
 * their number. For one thread at a time.
 */
public final class RequestAttempts {
    /** Failures that no omission fixes. */
    private static final Set<ErrorCode> OTHER_REASONS = Set.of(ErrorCode.UPSTREAM_AUTH, ErrorCode.UPSTREAM_RATE_LIMITED,
            ErrorCode.UPSTREAM_TIMEOUT, ErrorCode.CONTEXT_LENGTH_EXCEEDED);

    private final ModelRequest request;
    private final KnownIncompatibilities known;
    private final Set<RequestFeature> omitted;
    private final List<Lesson> lessons = new ArrayList<>(0);
    /** Created on demand, because few requests are refused. */
    private @Nullable RequestTraits traits;

    /** The conclusion from one refusal. */
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

    /** Returns the request in the form of the next attempt. */
    public ModelRequest request() {
        return RequestForm.without(omitted, request);
    }

    /** Returns the features that this form omits. */
    public Set<RequestFeature> omitted() {
        return Set.copyOf(omitted);
    }

    /**
     * Records the failure of an attempt; returns true if another attempt, in another form, must follow.
     *
     * @param problem the problem as callers would see it
     * @param refusal the upstream's refusal; null if it sent none
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

    /** Records that the answer to the attempt has begun, which shows that the model does not accept the omitted features. */
    public void answered() {
        for (Lesson lesson : lessons) {
            if (lesson.step().isLasting()) {
                lesson.step().causes().forEach(cause -> known.add(request.model(), cause, lesson.problem().message()));
            }
        }
    }

    /**
     * Returns the problem for the caller if no attempt is left: the first refusal that the omissions did not cure, else the last failure.
     * If a server error is in fact a refusal, it is marked as not worth a retry.
     *
     * @param last    the last attempt's problem
     * @param refusal the last attempt's refusal, as in {@link #refused}
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
