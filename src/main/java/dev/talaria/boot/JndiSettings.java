package dev.talaria.boot;

import dev.talaria.config.ConfigKey;
import dev.talaria.config.ConfigKeys;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NamingException;

/** Reads settings that a server's administrator bound as environment entries: {@code java:comp/env/talaria.model.name}. */
final class JndiSettings {
    private static final String ENTRIES = "java:comp/env/";
    /** The prefix of the settings of foreign memory providers, whose names are not known here. */
    private static final String OF_MEMORIES = "talaria.memory.";

    private JndiSettings() {
    }

    /** Returns the values by setting name; empty if nothing is bound or the server has no JNDI. */
    static Map<String, String> read() {
        Map<String, String> found = new HashMap<>();
        try {
            Context names = new InitialContext();
            for (ConfigKey<?> key : ConfigKeys.all()) {
                look(names, key.name(), found);
            }
            for (NameClassPair entry : Collections.list(names.list(ENTRIES))) {
                if (entry.getName().startsWith(OF_MEMORIES)) {
                    look(names, entry.getName(), found);
                }
            }
            names.close();
        } catch (NamingException e) {
            return found;
        }
        return found;
    }

    @SuppressWarnings("BanJNDI") // The names are this server's own settings.
    private static void look(Context names, String key, Map<String, String> found) {
        try {
            Object value = names.lookup(ENTRIES + key);
            if (value != null) {
                found.put(key, value.toString());
            }
        } catch (NamingException e) {
            // Not bound: the usual case.
        }
    }
}
