package dev.talaria.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private JavaClasses production;
    private JavaClasses offender;

    @BeforeAll
    void readClasses() {
        production = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.talaria");
        offender = new ClassFileImporter().importClasses(Offender.class, Offender.OffenceManager.class);
        assertTrue(production.size() > 50, "the compiled classes were not found");
    }

    static Stream<ArchRule> rules() {
        return HouseRules.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keepsTheRule(ArchRule rule) {
        rule.check(production);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void findsTheOffenderByTheRule(ArchRule rule) {
        assertTrue(rule.evaluate(offender).hasViolation(), rule::getDescription);
    }

    @Test
    void importsInOneDirection() {
        classes().should(new ImportDirection())
                .because("what stands further in can be understood, tested and changed without what stands further out")
                .check(production);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("dev.talaria.(**)").should().beFreeOfCycles()
                .because("packages in a cycle are one package")
                .check(production);
    }

    @ParameterizedTest
    @CsvSource({"boot, api.http", "boot, model.openai", "boot, error", "api.chat, api.http", "api.chat, api.http.reply",
        "api.http, api.http.request", "scope, config", "api.chat, agent", "agent, run", "run, model",
        "model, tool", "memory, store", "session, store", "model.openai, model", "memory.local, memory", "event, message", "tool, error",
        "scope, error", "api.chat, json", "json, json", "model.openai, outbound", "memory.honcho.wire, outbound"})
    void allowsImportsInwards(String from, String to) {
        assertEquals(Optional.empty(), ImportDirection.objection(from, to));
    }

    @ParameterizedTest
    @CsvSource({"api.http, boot", "api.chat, api.runs", "api.http, api.chat", "run, agent", "model, memory", "memory, session",
        "message, event", "config, store", "error, json", "agent, model.openai", "model, model.demo", "memory.local, memory.honcho",
        "api.meta, memory.local", "memory, memory.embedding", "memory.honcho, memory.local.text", "stuff, error", "agent, stuff",
        "observe, error", "outbound, json"})
    void forbidsAllOthers(String from, String to) {
        assertTrue(ImportDirection.objection(from, to).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RunManager", "JsonUtil", "JsonUtils", "UtilBelt", "ErrorHandler", "HandlerChain", "AbstractStore",
        "DefaultAgent", "IStore", "RunInfo", "StoreImpl", "EventProcessor", "TestHelper"})
    void avoidsEmptyNames(String name) {
        assertTrue(HouseRules.isAvoided(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Identity", "Information", "Defaults", "ImplicitSession", "RunRegistry", "IdempotencyKey",
        "Utilisation", "Abstracts"})
    void takesOtherNames(String name) {
        assertEquals(false, HouseRules.isAvoided(name));
    }

    @Test
    void saysWhyARuleIsThere() {
        List<ArchRule> rules = HouseRules.all();

        rules.forEach(rule -> {
            AssertionError failure = assertThrows(AssertionError.class, () -> rule.check(offender));
            assertTrue(failure.getMessage().contains("because"), failure::getMessage);
        });
    }
}
