package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictionsTest {
    @ParameterizedTest
    @CsvSource({
        "talaria.api-key, anonymous=true api-key=k",
        "talaria.session-key-default, anonymous=true session-key-default=all",
        "talaria.model.name, model.base-url=http://up/v1",
        "talaria.model.pass-through, model.pass-through=true",
        "talaria.model.pass-through, model.base-url=http://up/v1 model.name=m model.pass-through=true models.strict=true",
        "talaria.memory.embedding.model, memory.embedding=upstream memory.embedding.base-url=http://up/v1",
        "talaria.memory.embedding.base-url, memory.embedding=upstream memory.embedding.model=e",
        "talaria.memory.embedding, memory.provider=honcho honcho.base-url=http://h memory.embedding=local",
        "talaria.memory.embedding, memory.provider=notebook memory.embedding=local",
        "talaria.store.user, store.user=u",
        "talaria.store.password, store.password=p",
        "talaria.store.url, store.url=jdbc:postgresql:x datasource.jndi=java:/talaria",
        "talaria.keys.file, anonymous=true keys.file=/srv/keys.json",
        "talaria.honcho.base-url, memory.provider=honcho",
        "talaria.honcho.user-peer, memory.provider=honcho honcho.base-url=http://h honcho.user-peer=ann",
        "talaria.honcho.sessions, memory.provider=honcho honcho.base-url=http://h honcho.naming=hermes honcho.sessions=transcript",
        "talaria.limits.body-bytes-in-flight, limits.body-bytes-in-flight=9999999",
        "talaria.limits.body-bytes-in-flight, limits.body-bytes=20000 limits.body-bytes-in-flight=19999"})
    void refusesWhatCannotHoldTogether(String blamed, String settings) {
        List<String> faults = with(settings).faults();

        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).startsWith(blamed + ": "), faults.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "anonymous=true",
        "anonymous=false api-key=k session-key-default=all keys.file=/srv/keys.json",
        "session-key-default=all",
        "model.base-url=http://up/v1 model.name=m model.pass-through=true",
        "model.base-url=http://up/v1 model.name=m models.strict=true",
        "models.strict=true model.pass-through=false",
        "model.base-url=http://up/v1 model.name=m memory.embedding=upstream memory.embedding.model=e",
        "memory.embedding=local",
        "memory.provider=notebook memory.embedding=off",
        "memory.language=de memory.index-bytes=1000000",
        "store.url=jdbc:postgresql:x store.user=u store.password=p",
        "memory.provider=honcho honcho.base-url=http://h/v3 honcho.naming=hermes honcho.user-peer=ann",
        "memory.provider=honcho honcho.base-url=http://h honcho.sessions=transcript honcho.tenant-keys=acme=k1,other=k2",
        "limits.body-bytes=20000 limits.body-bytes-in-flight=20000"})
    void acceptsWhatCan(String settings) {
        assertEquals(List.of(), with(settings).load().warnings());
    }

    @Test
    void doesNotBlameASettingForTheFaultOfAnother() {
        List<String> faults = with("model.base-url=ftp://up model.name=m model.pass-through=true store.url=mysql store.user=u").faults();

        assertEquals(List.of("talaria.model.base-url", "talaria.store.url"),
                faults.stream().map(fault -> fault.substring(0, fault.indexOf(": "))).toList());
    }

    @Test
    void letsAnonymousUseOverruleASuggestedKey() {
        ConfigLoader.Loaded loaded = new SourcesBuilder().initParameter("talaria.api-key", "suggested")
                .environment("TALARIA_ANONYMOUS", "true").load();

        assertEquals(List.of(), loaded.config().auth().apiKeys());
        assertEquals(1, loaded.warnings().size());
    }

    @Test
    void refusesASuggestionThatContradictsItself() {
        List<String> faults = new SourcesBuilder().initParameter("talaria.api-key", "suggested")
                .initParameter("talaria.anonymous", "true").faults();

        assertEquals(1, faults.size(), faults::toString);
    }

    @Test
    void warnsOfAModelThatIsNotUsed() {
        List<String> warnings = with("model.name=gpt model.api-key=sk-hidden").load().warnings();

        assertEquals(2, warnings.size());
        assertTrue(warnings.stream().noneMatch(warning -> warning.contains("sk-hidden")), warnings::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "talaria.honcho.base-url, honcho.base-url=http://h",
        "talaria.memory.language, memory.provider=honcho honcho.base-url=http://h memory.language=de",
        "talaria.memory.languages, memory.provider=notebook memory.languages=acme=de",
        "talaria.memory.index-bytes, memory.provider=notebook memory.index-bytes=1000000",
        "talaria.memory.embedding.model, memory.embedding.model=e",
        "talaria.memory.embedding.base-url, memory.embedding=local memory.embedding.base-url=http://up/v1",
        "talaria.memory.embedding.api-key, memory.embedding.api-key=k",
        "talaria.mcp.file, agent.tools=none mcp.file=/srv/mcp.json",
        "talaria.mcp.file, agent.tools=todo mcp.file=/srv/mcp.json"})
    void warnsOfWhatNothingReads(String named, String settings) {
        List<String> warnings = with(settings).load().warnings();

        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).startsWith(named + ": ignored, since "), warnings.get(0));
    }

    @Test
    void sendsTheModelsKeyToNoOtherEmbeddingUpstream() {
        String model = "model.base-url=http://up/v1 model.name=m model.api-key=k memory.embedding=upstream memory.embedding.model=e";

        assertTrue(with(model).load().config().embedding().upstream().orElseThrow().apiKey().isPresent());
        assertTrue(with(model + " memory.embedding.base-url=http://other/v1").load().config().embedding().upstream().orElseThrow()
                .apiKey().isEmpty());
    }

    private static SourcesBuilder with(String settings) {
        SourcesBuilder sources = new SourcesBuilder();
        for (String setting : settings.split(" ")) {
            String[] pair = setting.split("=", 2);
            sources.system("talaria." + pair[0], pair[1]);
        }
        return sources;
    }
}
