package dev.talaria.config;

import static dev.talaria.config.ConfigKeys.ANONYMOUS;
import static dev.talaria.config.ConfigKeys.API_KEY;
import static dev.talaria.config.ConfigKeys.BODY_BYTES;
import static dev.talaria.config.ConfigKeys.BODY_BYTES_IN_FLIGHT;
import static dev.talaria.config.ConfigKeys.DATASOURCE_JNDI;
import static dev.talaria.config.ConfigKeys.HONCHO_BASE_URL;
import static dev.talaria.config.ConfigKeys.HONCHO_NAMING;
import static dev.talaria.config.ConfigKeys.HONCHO_SESSIONS;
import static dev.talaria.config.ConfigKeys.HONCHO_USER_PEER;
import static dev.talaria.config.ConfigKeys.KEYS_FILE;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING_API_KEY;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING_BASE_URL;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING_BATCH;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING_DIMENSIONS;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING_MODEL;
import static dev.talaria.config.ConfigKeys.MEMORY_EMBEDDING_TIMEOUT;
import static dev.talaria.config.ConfigKeys.MEMORY_INDEX_BYTES;
import static dev.talaria.config.ConfigKeys.MEMORY_LANGUAGE;
import static dev.talaria.config.ConfigKeys.MEMORY_LANGUAGES;
import static dev.talaria.config.ConfigKeys.MEMORY_PROVIDER;
import static dev.talaria.config.ConfigKeys.MODELS_STRICT;
import static dev.talaria.config.ConfigKeys.MODEL_API_KEY;
import static dev.talaria.config.ConfigKeys.MODEL_BASE_URL;
import static dev.talaria.config.ConfigKeys.MODEL_NAME;
import static dev.talaria.config.ConfigKeys.MODEL_PASS_THROUGH;
import static dev.talaria.config.ConfigKeys.RUNS_IDEMPOTENCY_RETENTION;
import static dev.talaria.config.ConfigKeys.RUNS_RETENTION;
import static dev.talaria.config.ConfigKeys.SESSION_KEY_DEFAULT;
import static dev.talaria.config.ConfigKeys.STORE_PASSWORD;
import static dev.talaria.config.ConfigKeys.STORE_URL;
import static dev.talaria.config.ConfigKeys.STORE_USER;

import java.util.ArrayList;
import java.util.List;

/** Settings that are sound each by itself and cannot hold together. */
final class Contradictions {
    private static final List<ConfigKey<?>> OF_BUILT_IN_MEMORY = List.of(MEMORY_LANGUAGE, MEMORY_LANGUAGES, MEMORY_INDEX_BYTES);
    private static final List<ConfigKey<?>> OF_EMBEDDING_UPSTREAM = List.of(MEMORY_EMBEDDING_BASE_URL, MEMORY_EMBEDDING_API_KEY,
            MEMORY_EMBEDDING_MODEL, MEMORY_EMBEDDING_DIMENSIONS, MEMORY_EMBEDDING_BATCH, MEMORY_EMBEDDING_TIMEOUT);

    private Contradictions() {
    }

    static void check(Settings settings) {
        if (settings.value(ANONYMOUS)) {
            if (!isOverruled(settings)) {
                refuseWith(settings, API_KEY, ANONYMOUS, "with a key nobody is served without one");
            }
            refuseWith(settings, KEYS_FILE, ANONYMOUS, "with a key nobody is served without one");
            refuseWith(settings, SESSION_KEY_DEFAULT, ANONYMOUS, "strangers would share one memory");
        }
        if (settings.isSet(MODEL_BASE_URL) && !settings.isSet(MODEL_NAME)) {
            settings.fault(MODEL_NAME, "required with " + MODEL_BASE_URL.name());
        }
        if (settings.value(MODEL_PASS_THROUGH)) {
            if (settings.value(MODELS_STRICT)) {
                refuseWith(settings, MODEL_PASS_THROUGH, MODELS_STRICT, "unknown model names are either refused or sent on");
            }
            requireWith(settings, MODEL_PASS_THROUGH, MODEL_BASE_URL);
        }
        if (settings.value(RUNS_IDEMPOTENCY_RETENTION).compareTo(settings.value(RUNS_RETENTION)) > 0) {
            settings.fault(RUNS_IDEMPOTENCY_RETENTION,
                    "longer than " + RUNS_RETENTION.name() + ", so that a key would name a run that is gone");
        }
        if (settings.isSet(DATASOURCE_JNDI)) {
            refuseWith(settings, STORE_URL, DATASOURCE_JNDI, "there is one database");
        }
        requireWith(settings, STORE_USER, STORE_URL);
        requireWith(settings, STORE_PASSWORD, STORE_URL);
        checkEmbedding(settings);
        checkHoncho(settings);
        settings.find(BODY_BYTES_IN_FLIGHT).filter(inFlight -> inFlight < settings.value(BODY_BYTES)).ifPresent(tooFew ->
                settings.fault(BODY_BYTES_IN_FLIGHT, "less than " + BODY_BYTES.name() + ", so that the largest body could never be read"));
    }

    private static void checkEmbedding(Settings settings) {
        if (settings.value(MEMORY_EMBEDDING).equals("upstream")) {
            if (!settings.isSet(MEMORY_EMBEDDING_MODEL)) {
                settings.fault(MEMORY_EMBEDDING_MODEL, "required with an upstream as " + MEMORY_EMBEDDING.name());
            }
            if (!settings.isSet(MEMORY_EMBEDDING_BASE_URL) && !settings.isSet(MODEL_BASE_URL)) {
                settings.fault(MEMORY_EMBEDDING_BASE_URL, "required with an upstream as " + MEMORY_EMBEDDING.name()
                        + " unless there is a " + MODEL_BASE_URL.name());
            }
        }
        if (!isBuiltIn(settings) && !settings.value(MEMORY_EMBEDDING).equals("off")) {
            settings.fault(MEMORY_EMBEDDING, "only the built-in memory compares vectors, so this does not go with "
                    + MEMORY_PROVIDER.name() + " = " + settings.value(MEMORY_PROVIDER));
        }
    }

    private static void checkHoncho(Settings settings) {
        if (settings.value(MEMORY_PROVIDER).equals("honcho") && !settings.isSet(HONCHO_BASE_URL)) {
            settings.fault(HONCHO_BASE_URL, "required with " + MEMORY_PROVIDER.name() + " = honcho");
        }
        if (settings.value(HONCHO_NAMING).equals("hermes")) {
            if (settings.value(HONCHO_SESSIONS).equals("transcript")) {
                settings.fault(HONCHO_SESSIONS, "Hermes names one session for a session key, so " + HONCHO_NAMING.name()
                        + " = hermes does not go with transcript");
            }
        } else if (settings.isSet(HONCHO_USER_PEER)) {
            settings.fault(HONCHO_USER_PEER, "needs " + HONCHO_NAMING.name() + " = hermes");
        }
    }

    /** What is harmless but hardly meant: an environment may well hold these for other programs' sake. */
    static List<String> warnings(Settings settings) {
        List<String> warnings = new ArrayList<>();
        if (settings.value(ANONYMOUS) && isOverruled(settings)) {
            warnings.add(API_KEY.name() + ": the one of the init parameters is ignored, since " + ANONYMOUS.name() + " is set");
        }
        if (!settings.isSet(MODEL_BASE_URL)) {
            warnings.addAll(ignored(settings, List.of(MODEL_API_KEY, MODEL_NAME),
                    "without " + MODEL_BASE_URL.name() + " the demo model answers"));
        }
        if (!settings.value(MEMORY_PROVIDER).equals("honcho")) {
            warnings.addAll(ignored(settings, List.of(HONCHO_BASE_URL), MEMORY_PROVIDER.name() + " is not honcho"));
        }
        if (!isBuiltIn(settings)) {
            warnings.addAll(ignored(settings, OF_BUILT_IN_MEMORY, MEMORY_PROVIDER.name() + " is not local"));
        }
        if (!settings.value(MEMORY_EMBEDDING).equals("upstream")) {
            warnings.addAll(ignored(settings, OF_EMBEDDING_UPSTREAM, MEMORY_EMBEDDING.name() + " is not upstream"));
        }
        return warnings;
    }

    private static List<String> ignored(Settings settings, List<ConfigKey<?>> keys, String because) {
        return keys.stream().filter(settings::isSet).map(key -> key.name() + ": ignored, since " + because).toList();
    }

    private static boolean isBuiltIn(Settings settings) {
        return settings.value(MEMORY_PROVIDER).equals("local");
    }

    /** A development server suggests an API key; whoever asks for none need not take it back first. */
    private static boolean isOverruled(Settings settings) {
        return settings.isSuggested(API_KEY) && !settings.isSuggested(ANONYMOUS);
    }

    private static void refuseWith(Settings settings, ConfigKey<?> key, ConfigKey<?> other, String because) {
        if (settings.isSet(key)) {
            settings.fault(key, "cannot be set together with " + other.name() + ": " + because);
        }
    }

    private static void requireWith(Settings settings, ConfigKey<?> key, ConfigKey<?> required) {
        if (settings.isSet(key) && !settings.isSet(required)) {
            settings.fault(key, "needs " + required.name() + " to be set too");
        }
    }
}
