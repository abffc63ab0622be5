package dev.talaria.store.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Sets the values of a statement in order. For one execution, on one thread. */
public final class Values {
    private final PreparedStatement statement;
    private int place;

    Values(PreparedStatement statement) {
        this.statement = statement;
    }

    /** @param value null for none */
    public Values text(@Nullable String value) throws SQLException {
        statement.setString(++place, value);
        return this;
    }

    public Values number(long value) throws SQLException {
        statement.setLong(++place, value);
        return this;
    }

    /** @param value null for none */
    public Values number(@Nullable Long value) throws SQLException {
        if (value != null) {
            return number(value.longValue());
        }
        statement.setNull(++place, Types.BIGINT);
        return this;
    }

    public Values flag(boolean value) throws SQLException {
        statement.setBoolean(++place, value);
        return this;
    }

    public Values bytes(byte[] value) throws SQLException {
        statement.setBytes(++place, value);
        return this;
    }
}
