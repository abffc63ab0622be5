package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.memory.MemoryProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReplyTest {
    @Test
    void tellsHowManyPassagesWaitForTheirVectors() {
        MemoryProfile profile = new MemoryProfile(null, List.of(), 9, 1, null, null, List.of(), 7L);

        assertEquals(7, Json.parse(MemoryReply.profile(profile, "built-in")).asJsonObject().getInt("pending_embeddings"));
    }
}
