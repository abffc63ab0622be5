package dev.talaria.api.runs;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.run.Approvals.Choice;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's decision on a waiting tool call.
 *
 * @param approvalId the question; null for the oldest one
 * @param all        whether it answers every waiting question
 */
record ApprovalAnswer(Choice choice, @Nullable String approvalId, boolean all) {
    private static final Map<String, Choice> CHOICES = Map.of("once", Choice.ONCE, "session", Choice.SESSION, "always", Choice.ALWAYS,
            "deny", Choice.DENY, "approve", Choice.ONCE, "approved", Choice.ONCE, "allow", Choice.ONCE);

    static ApprovalAnswer parse(JsonBody body) {
        String word = body.string("choice").orElse("").strip().toLowerCase(Locale.ROOT);
        Choice choice = Optional.ofNullable(CHOICES.get(word)).orElseThrow(() -> ErrorCode.INVALID_APPROVAL_CHOICE.at("choice",
                "Invalid approval choice; expected one of: once, session, always, deny"));
        boolean all = body.bool("all").orElse(false) || body.bool("resolve_all").orElse(false);
        return new ApprovalAnswer(choice, body.string("approval_id").orElse(null), all);
    }
}
