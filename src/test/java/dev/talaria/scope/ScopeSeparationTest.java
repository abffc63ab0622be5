package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.IdentityPolicy.Kind;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two askers share a memory scope or a derived session where they are the same asker, and nowhere else. */
class ScopeSeparationTest {
    private static final int TRIES = 500_000;
    private static final long SEED = 20_240_508;
    /** Parts of texts that read the same once something joins, trims, folds or normalizes them. */
    private static final List<String> ATOMS = List.of("", "a", ":", "\u0000", "\u00e9", "e\u0301");
    private static final List<String> WORDS = List.of("key", "user", "template", "session", "-", " ", "A", "\uff21", "\u212a", "K",
            "\ud83d\ude80", "\u0000\u0000\u0000\u0001a", "a\u0000\u0000\u0000\u0001", "X-Hermes-User-Id", "\u200b", "\u202ea");

    /** Where a memory scope comes from, as an API key's policy says it. */
    private enum Way {
        KEY(IdentityPolicy.SESSION_KEY), SESSION(IdentityPolicy.SESSION_KEY), USER(policy(Kind.USER, null)),
        USER_AND_CHAT(policy(Kind.USER_AND_CHAT, null)), JOINED(template("{X-Hermes-User-Id}{X-Hermes-Chat-Id}")),
        PARTED(template("{X-Hermes-User-Id}:{X-Hermes-Chat-Id}")), SWAPPED(template("{X-Hermes-Chat-Id}{X-Hermes-User-Id}"));

        private final IdentityPolicy policy;

        Way(IdentityPolicy policy) {
            this.policy = policy;
        }

        boolean takesTwo() {
            return ordinal() > USER.ordinal();
        }

        private static IdentityPolicy template(String text) {
            return policy(Kind.TEMPLATE, new ScopeTemplate(text));
        }

        private static IdentityPolicy policy(Kind kind, ScopeTemplate template) {
            return new IdentityPolicy(kind, template, HeaderRules.NONE, null, null);
        }
    }

    /** @param two empty where the way takes one text */
    private record Asker(Way way, String tenant, String one, String two) {
        String scope() {
            Identity identity = way == Way.KEY || way == Way.SESSION ? Identity.NONE
                    : new Identity(Map.of(Identity.USER_ID, one, Identity.CHAT_ID, two));
            String key = way == Way.KEY ? one : null;
            return way.policy.memory(tenant, "", key, way == Way.SESSION ? one : null, identity).orElseThrow().id();
        }

        String session() {
            return SessionRef.derive(new Caller(tenant, way.name(), false), "", one, two, tenant, one).id();
        }
    }

    @Test
    void everythingSmallThatCouldRunTogetherIsKeptApart() {
        List<String> texts = texts();
        long[] ids = new long[Way.values().length * texts.size() * texts.size() * texts.size()];
        int count = 0;
        for (Way way : Way.values()) {
            for (String tenant : texts) {
                for (String one : texts) {
                    for (String two : way.takesTwo() ? texts : List.of("")) {
                        ids[count++] = Long.parseUnsignedLong(new Asker(way, tenant, one, two).scope(), 0, 16, 16);
                    }
                }
            }
        }

        assertTrue(count > 250_000, "only " + count);
        assertEquals(count, Arrays.stream(ids, 0, count).distinct().count());
    }

    @Test
    void aMillionRandomAskersMeetNobodyWhoOnlyLooksLikeThem() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            Asker asker = asker(random);
            Asker other = lookalike(asker, random);

            boolean same = asker.equals(other);
            if (same != asker.scope().equals(other.scope()) || same != asker.session().equals(other.session())) {
                throw new AssertionError("seed " + SEED + ", try " + i + ": " + asker + " and " + other);
            }
        }
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>(WORDS);
        for (String one : ATOMS) {
            for (String two : ATOMS) {
                texts.add(one + two);
            }
        }
        return texts.stream().distinct().toList();
    }

    private static Asker asker(Random random) {
        Way way = Way.values()[random.nextInt(Way.values().length)];
        return new Asker(way, text(random), text(random), way.takesTwo() ? text(random) : "");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<String> from = random.nextInt(4) == 0 ? WORDS : ATOMS;
            text.append(from.get(random.nextInt(from.size())));
        }
        return text.toString();
    }

    /** As near to it as can be, sometimes the same. */
    private static Asker lookalike(Asker it, Random random) {
        String tenant = it.tenant();
        String one = it.one();
        return switch (random.nextInt(8)) {
            case 0 -> with(it.way(), tenant + one, "", it.two());
            case 1 -> with(it.way(), tenant, one + it.two(), "");
            case 2 -> with(it.way(), tenant, it.two(), one);
            case 3 -> with(it.way(), one, tenant, it.two());
            case 4 -> with(Way.values()[random.nextInt(Way.values().length)], tenant, one, it.two());
            case 5 -> with(it.way(), tenant, Normalizer.normalize(one, Normalizer.Form.values()[random.nextInt(4)]), it.two());
            case 6 -> with(it.way(), tenant, random.nextBoolean() ? one.strip() : one.toLowerCase(), it.two());
            default -> with(it.way(), tenant.replace(':', '-'), one.replace(':', '-'), it.two());
        };
    }

    private static Asker with(Way way, String tenant, String one, String two) {
        return new Asker(way, tenant, one, way.takesTwo() ? two : "");
    }
}
