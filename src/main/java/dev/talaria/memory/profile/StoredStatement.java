package dev.talaria.memory.profile;

import dev.talaria.memory.ProfileEntry;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * A statement with its origin.
 *
 * @param seq    the number of its source among the scope's messages
 * @param place  its index within its source
 * @param source the id of its source
 * @param person the id of the user who said it; null if unknown
 * @param author the name of the user who said it; null if unknown
 * @param edited null if it was not edited
 */
public record StoredStatement(String id, long seq, int place, String source, String person, String author, Statement statement, Instant at,
                              Instant edited) {
    public StoredStatement {
        Objects.requireNonNull(id);
        Objects.requireNonNull(source);
        Objects.requireNonNull(statement);
        Objects.requireNonNull(at);
    }

    /** Returns the time that decides which of two statements is the later one. */
    Instant effective() {
        return edited == null ? at : edited;
    }

    Trait trait() {
        return statement.trait();
    }

    /** Returns the value in a form in which equal ones are equal. */
    String plain() {
        return statement.value().strip().toLowerCase(Locale.ROOT);
    }

    StoredStatement saying(Statement other) {
        return new StoredStatement(id, seq, place, source, person, author, other, at, edited);
    }

    StoredStatement edited(Instant time) {
        return new StoredStatement(id, seq, place, source, person, author, statement, at, time);
    }

    ProfileEntry entry() {
        return new ProfileEntry(id, trait().wire(), statement.value(), source, person != null ? person : author, at, edited);
    }
}
