package dev.talaria.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is audited. On the wire and in the database an action is its name in lower case, with the first underscore as a dot. */
public enum AuditAction {
    KEY_CREATE, KEY_CHANGE, KEY_ROTATE, KEY_REVOKE,
    SESSION_DELETE, SESSION_EXPORT, RESPONSE_DELETE, CONVERSATION_DELETE, RUN_DELETE, RUN_APPROVAL, APPROVAL_REVOKE,
    MEMORY_ERASE, MEMORY_DELETE, MEMORY_EDIT, MEMORY_EXPORT, MEMORY_IMPORT,
    SCOPES_LIST, OUTBOX_LIST, OUTBOX_RESEND, OUTBOX_DELETE,
    SERVER_DRAIN, SERVER_RESUME, SERVER_BACKUP, SETTINGS_RELOAD, BUDGET_WARNING;

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    }

    public static Optional<AuditAction> of(String wire) {
        return Arrays.stream(values()).filter(action -> action.wire().equals(wire)).findFirst();
    }
}
