package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownNamesTest {
    @Test
    void refusesUnknownSystemPropertiesAndInitParameters() {
        List<String> faults = new SourcesBuilder().system("talaria.modle.name", "x").initParameter("talaria.api_key", "x").faults();

        assertEquals(List.of("talaria.api_key: no such setting", "talaria.modle.name: no such setting"), faults);
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
