package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.memory.local.index.ScopeIndex;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SnapshotFormatTest {
    private static final List<String> SAID = List.of("How many kilometres did you walk with my sister's dogs yesterday?",
            "About twenty, two weeks ago; last Friday she bought new boots at the caf\u00E9 in Z\u00FCrich.",
            "Next month I'll be moving to \u6771\u4EAC, so I've been learning Japanese since 8 May 2023, since May, since 2022.");
    /** Of the bytes that format 5 makes with this reading of texts. */
    private static final String SUM = "e296b925";

    @Test
    void staysAsLongAsItsNumber() {
        try (TextAnalysis analysis = new TextAnalysis("en")) {
            ScopeIndex index = new ScopeIndex(analysis);
            for (String text : SAID) {
                index.add(new MemoryItem(index.size() + 1, "m", "s" + index.size() % 2, "r", Role.USER, index.size() == 0 ? null : "Ann",
                        text, Instant.ofEpochSecond(1_700_000_000L + index.size())));
            }

            byte[] packed = new Snapshot(1, 0, SAID.size(), index).pack(analysis);

            CRC32C sum = new CRC32C();
            sum.update(packed);
            assertEquals(SUM, Long.toHexString(sum.getValue()), "Raise Snapshot.FORMAT, so that nobody reads what was made otherwise");
        }
    }
}
