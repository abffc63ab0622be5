package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownNamesTest {
    @Test
    void warnsOfUnknownSystemPropertiesAndInitParameters() {
        List<String> warnings = new SourcesBuilder().system("talaria.modle.name", "x").initParameter("talaria.api_key", "x").load()
                .warnings();

        assertEquals(List.of("talaria.api_key: no such setting, ignored; did you mean talaria.api-key?",
                "talaria.modle.name: no such setting, ignored; did you mean talaria.model.name?"), warnings);
    }

    @ParameterizedTest
    @CsvSource({"TALARIA_APIKEY, TALARIA_API_KEY", "TALARIA_API_KEYS, TALARIA_API_KEY", "TALARIA_MODLE_NAME, TALARIA_MODEL_NAME",
        "TALARIA_MODELNAME, TALARIA_MODEL_NAME", "TALARIA_BASE_URL, TALARIA_MODEL_BASE_URL",
        "TALARIA_MODEL_BASEURL, TALARIA_MODEL_BASE_URL", "TALARIA_MODEL_URL, TALARIA_MODEL_BASE_URL",
        "TALARIA_CORS_ORIGIN, TALARIA_CORS_ORIGINS", "TALARIA_KEY_FILE, TALARIA_KEYS_FILE", "talaria.modle.name, TALARIA_MODEL_NAME"})
    void suggestsTheNameThatWasMeant(String written, String meant) {
        assertEquals(List.of(written + ": no such setting, ignored; did you mean " + meant + "?"),
                new SourcesBuilder().environment(written, "secret-value").load().warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"talaria.agent.id", "Talaria_Agent-Id", "TALARIA.AGENT.ID"})
    void saysNothingOfVariablesThatCount(String spelling) {
        ConfigLoader.Loaded loaded = new SourcesBuilder().environment(spelling, "mine").load();

        assertEquals("mine", loaded.config().agent().id());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void keepsTheNumberOfWarningsAndTheirTextSmall() {
        SourcesBuilder sources = new SourcesBuilder().environment("TALARIA_A\n\u202E" + "x".repeat(500), "1");
        for (int i = 0; i < 500; i++) {
            sources.environment("TALARIA_PORT_" + i + "_TCP_ADDR", "1");
        }

        List<String> warnings = sources.load().warnings();

        assertEquals(51, warnings.size());
        assertEquals("451 further unknown settings are ignored", warnings.get(50));
        assertTrue(warnings.get(0).startsWith("TALARIA_A??xxx") && warnings.get(0).length() < 250, warnings.get(0));
    }

    @Test
    void leavesOtherPeoplesNamesAlone() {
        List<String> warnings = new SourcesBuilder().system("jetty.http.port", "9000").system("talariax", "1")
                .initParameter("org.eclipse.jetty.x", "y").environment("PATH", "/bin").load().warnings();

        assertEquals(List.of(), warnings);
    }

    @Test
    void onlyWarnsOfUnknownEnvironmentNames() {
        List<String> warnings = new SourcesBuilder().environment("TALARIA_SERVICE_HOST", "10.0.0.1").load().warnings();

        assertEquals(List.of("TALARIA_SERVICE_HOST: no such setting, ignored"), warnings);
    }
}
