package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeIdsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private static NodeIds at(Instant instant) {
        return new NodeIds(Clock.fixed(instant, ZoneOffset.UTC));
    }

    @Test
    void anIdIsSixteenHexDigitsThatBeginWithTheTime() {
        String id = at(NOW).next();

        assertTrue(id.matches("[0-9a-f]{16}"), id);
        assertEquals(NOW.toEpochMilli(), NodeIds.number(id) >> 22);
    }

    @Test
    void anIdIsItsNumberAndNothingElseIs() {
        String id = at(NOW).next();

        assertEquals(id, NodeIds.text(NodeIds.number(id)));
        for (String other : new String[] {null, "", "1", "n1", id.toUpperCase(Locale.ROOT), id + "0", "zz" + id.substring(2)}) {
            assertEquals(NodeIds.NONE, NodeIds.number(other), other);
        }
    }

    @Test
    void idsGrowWhileTheClockStands() {
        NodeIds ids = at(NOW);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            made.add(ids.next());
        }

        List<String> sorted = new ArrayList<>(made);
        Collections.sort(sorted);
        assertEquals(sorted, made);
    }

    @Test
    void idsGrowWhileTheClockGoesBack() {
        Instant[] now = {NOW};
        NodeIds ids = new NodeIds(new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        });
        String before = ids.next();

        now[0] = NOW.minusSeconds(3600);

        assertTrue(before.compareTo(ids.next()) < 0);
    }

    @Test
    void twoProcessesAtTheSameTimeMakeDifferentIds() {
        assertTrue(!at(NOW).next().equals(at(NOW).next()));
    }

    @Test
    void threadsNeverMakeTheSameId() throws Exception {
        NodeIds ids = at(NOW);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                parts.add(threads.submit(() -> {
                    List<String> mine = new ArrayList<>();
                    for (int i = 0; i < 5_000; i++) {
                        mine.add(ids.next());
                    }
                    return mine;
                }));
            }
            HashSet<String> all = new HashSet<>();
            for (Future<List<String>> part : parts) {
                all.addAll(part.get(20, TimeUnit.SECONDS));
            }
            assertEquals(20_000, all.size());
        } finally {
            threads.shutdownNow();
        }
    }
}
