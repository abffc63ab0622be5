package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryProfile.Participant;
import dev.talaria.memory.ScopeUse;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of a scope, page by page. */
class CensusStoreTest {
    private static final MemoryScope SCOPE = new MemoryScope("acme", "ann");

    enum Kind {
        SQLITE, POSTGRESQL;

        Database open() {
            return this == SQLITE ? TestDatabase.sqlite() : TestDatabase.postgres();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pagesAddUp(Kind kind) {
        try (Database database = kind.open(); GroupCommit writer = TestDatabase.writer(database)) {
            writer.commit(handle -> {
                handle.execute("INSERT INTO memory_scope (tenant, scope, last_seq, epoch, forgotten, created_at, updated_at)"
                        + " VALUES ('acme', 'ann', 20, 0, 2, 0, 0)");
                for (int i = 1; i <= 20; i++) {
                    boolean rest = i % 5 == 0;
                    handle.execute("INSERT INTO memory_item (tenant, scope, seq, id, session, run, role, author, content, part,"
                            + " parts, created_at) VALUES ('acme', 'ann', ?, ?, ?, 'r', ?, ?, 'w\u00f6rd', ?, 1, ?)", (long) i,
                            "m" + i, "s" + (rest ? i - 1 : i) % 3, i % 2 == 0 ? "assistant" : i == 7 ? "oracle" : "user",
                            i % 2 == 0 ? null : "Ann", rest ? 1 : 0, i * 1_000_000L);
                }
            });
            for (int page : new int[] {1, 3, 18, 100}) {
                CensusStore census = new CensusStore(database, SemanticSearch.OFF, page);

                MemoryProfile profile = census.profile(SCOPE, 2);
                assertEquals(14, profile.items());
                assertEquals(3, profile.sessions());
                assertEquals(Instant.ofEpochSecond(3), profile.oldest());
                assertEquals(Instant.ofEpochSecond(19), profile.newest());
                assertEquals(List.of(new Participant(Role.USER, "Ann", 7), new Participant(Role.ASSISTANT, null, 7)),
                        profile.participants());
                assertEquals(new ScopeUse.Size(14, 3, 18 * 5), census.sizes(List.of(SCOPE)).get(SCOPE));
                assertEquals(14, census.count(SCOPE, 2));
                assertEquals(0, census.count(SCOPE, 20));
            }
        }
    }
}
