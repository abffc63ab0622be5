package dev.talaria.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What holds for every production class, beside the direction of imports; each rule gives its reason when it fails. */
final class HouseRules {
    private static final String BOOT = "dev.talaria.boot..";
    private static final Set<String> DELAYERS = Set.of("orTimeout", "completeOnTimeout", "delayedExecutor");
    private static final Pattern THREAD_MAKERS = Pattern.compile(
            "java\\.lang\\.Thread|java\\.util\\.Timer|java\\.util\\.concurrent\\.\\w+Pool(Executor)?");
    private static final Set<String> PLATFORM_TIMES = Set.of("java.time.Instant", "java.time.LocalDate", "java.time.LocalDateTime",
            "java.time.LocalTime", "java.time.OffsetDateTime", "java.time.ZonedDateTime");
    private static final Pattern MUTABLE = Pattern.compile("java\\.lang\\.(ThreadLocal|StringBuilder|StringBuffer)"
            + "|java\\.util\\.(concurrent\\.(?!TimeUnit$).+|(Linked|Weak|Identity)?HashMap|TreeMap|ArrayList|LinkedList|ArrayDeque"
            + "|(Linked)?HashSet|TreeSet|Properties|Random|Timer)");
    private static final Pattern AVOIDED_NAME = Pattern.compile("(Abstract|Default)[A-Z].*|I[A-Z][a-z].*"
            + "|.*(Manager|Helper|Utils?|Handler|Processor|Info|Impl)(?![a-z]).*");

    private HouseRules() {
    }

    static List<ArchRule> all() {
        return List.of(servletApiStaysOutside(), sqlStaysInStores(), jdbiStaysInStores(), bindingStaysInJson(), noInjection(),
                oneLogger(), noStaticState(), threadsComeFromBoot(), nobodySleeps(), noCommonPool(), noDelayerThread(),
                nobodyPrints(), timeComesFromAClock(), servicesAreLookedUpInBoot(), namesSaySomething());
    }

    private static ArchRule servletApiStaysOutside() {
        return noClasses().that(resideOutside("dev.talaria.api.http..", BOOT))
                .should().dependOnClassesThat().resideInAPackage("jakarta.servlet..")
                .because("whoever sees a servlet request can answer in a way of its own; only boot and api.http may");
    }

    private static ArchRule sqlStaysInStores() {
        return noClasses().that(areNoStores()).should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..")
                .because("who owns a table is told by one class, a store");
    }

    private static ArchRule jdbiStaysInStores() {
        return noClasses().that(areNoStores()).and(describe("do not take part in a transaction", type -> !usesWrite(type)))
                .should().dependOnClassesThat().resideInAPackage("org.jdbi..")
                .because("a handle is given out only to a Write, inside a transaction");
    }

    private static ArchRule bindingStaysInJson() {
        return noClasses().that(resideOutside("dev.talaria.json..")).should().dependOnClassesThat(resideInAnyPackage("jakarta.json.bind..",
                        "org.eclipse.yasson..").and(DescribedPredicate.not(resideInAnyPackage("jakarta.json.bind.annotation"))))
                .because("binding coerces silently and is costly to set up; dev.talaria.json.Records knows how to use it");
    }

    private static ArchRule noInjection() {
        return noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("jakarta.enterprise..", "jakarta.inject..", "org.springframework..", "org.eclipse.microprofile.config")
                .because("boot calls constructors, so that the graph of objects can be read");
    }

    private static ArchRule oneLogger() {
        return noClasses().should().dependOnClassesThat().resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..")
                .because("System.Logger is what every supported server collects");
    }

    private static ArchRule noStaticState() {
        return noFields().should(ArchCondition.from(describe("be static and able to change", HouseRules::isState)))
                .because("static state outlives its deployment and is shared by tests");
    }

    private static ArchRule threadsComeFromBoot() {
        return noClasses().that(resideOutside(BOOT)).should().accessTargetWhere(target("make a thread or a pool", HouseRules::makesThreads))
                .because("boot names, bounds and closes every thread, or a redeployment leaks it");
    }

    private static ArchRule nobodySleeps() {
        return noClasses().should().accessTargetWhere(target("sleep", access -> isCall(access, "java.lang.Thread", "sleep")))
                .because("a sleeping thread can neither be woken nor tested; wait for what is to come, with a deadline");
    }

    private static ArchRule noCommonPool() {
        return noClasses().should().accessTargetWhere(target("use the common pool", HouseRules::usesCommonPool))
                .because("the common pool belongs to the whole server and lacks the class loader of the WAR");
    }

    private static ArchRule noDelayerThread() {
        return noClasses().should().accessTargetWhere(target("use the platform's delayer",
                access -> ownerIs(access, "java.util.concurrent.CompletableFuture") && DELAYERS.contains(access.getTarget().getName())))
                .because("its one thread is shared by the whole server and holds the WAR's classes until the delay is over");
    }

    private static ArchRule nobodyPrints() {
        return noClasses().that(resideOutside(BOOT)).should().accessTargetWhere(target("print or exit", access ->
                ownerIs(access, "java.lang.System") && Set.of("out", "err", "exit").contains(access.getTarget().getName())
                        || access.getTarget().getName().equals("printStackTrace")))
                .because("logs go through System.Logger, and the server is not ours to end");
    }

    private static ArchRule timeComesFromAClock() {
        return noClasses().that(resideOutside(BOOT)).should().accessTargetWhere(target("read the time of day", HouseRules::readsTime))
                .because("tests move the clock; System.nanoTime is there for durations");
    }

    private static ArchRule servicesAreLookedUpInBoot() {
        return noClasses().that(resideOutside(BOOT)).should().dependOnClassesThat().haveFullyQualifiedName("java.util.ServiceLoader")
                .because("what is found depends on the server's class path; boot says what is looked for");
    }

    private static ArchRule namesSaySomething() {
        return classes().should().haveNameNotMatching("(?:.*[.$])?(?:" + AVOIDED_NAME.pattern() + ")")
                .because("such a name says that a class exists, not what it is");
    }

    static boolean isAvoided(String simpleName) {
        return AVOIDED_NAME.matcher(simpleName).matches();
    }

    private static boolean isState(JavaField field) {
        Set<JavaModifier> modifiers = field.getModifiers();
        boolean ours = modifiers.contains(JavaModifier.STATIC) && !modifiers.contains(JavaModifier.SYNTHETIC);
        return ours && (!modifiers.contains(JavaModifier.FINAL) || MUTABLE.matcher(field.getRawType().getName()).matches());
    }

    private static boolean makesThreads(JavaAccess<?> access) {
        boolean made = access.getTarget().getName().equals("<init>");
        return made && THREAD_MAKERS.matcher(access.getTargetOwner().getName()).matches()
                || ownerIs(access, "java.util.concurrent.Executors");
    }

    private static boolean usesCommonPool(JavaAccess<?> access) {
        String name = access.getTarget().getName();
        boolean unbound = name.endsWith("Async") && access.getTarget() instanceof AccessTarget.CodeUnitCallTarget call
                && call.getRawParameterTypes().stream().noneMatch(type -> type.getName().equals("java.util.concurrent.Executor"));
        String owner = access.getTargetOwner().getName();
        boolean future = owner.startsWith("java.util.concurrent.Complet");
        boolean stream = name.equals("parallelStream") || name.equals("parallel") && owner.startsWith("java.util.stream");
        return future && unbound || stream || isCall(access, "java.util.concurrent.ForkJoinPool", "commonPool");
    }

    private static boolean readsTime(JavaAccess<?> access) {
        boolean now = PLATFORM_TIMES.contains(access.getTargetOwner().getName()) && access.getTarget().getName().equals("now")
                && access.getTarget() instanceof AccessTarget.CodeUnitCallTarget call && call.getRawParameterTypes().isEmpty();
        boolean systemClock = ownerIs(access, "java.time.Clock") && access.getTarget().getName().startsWith("system");
        return now || systemClock || isCall(access, "java.lang.System", "currentTimeMillis") || isCall(access, "java.util.Date", "<init>");
    }

    private static boolean isCall(JavaAccess<?> access, String owner, String name) {
        return ownerIs(access, owner) && access.getTarget().getName().equals(name);
    }

    private static boolean ownerIs(JavaAccess<?> access, String owner) {
        return access.getTargetOwner().getName().equals(owner);
    }

    private static boolean usesWrite(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(use -> use.getTargetClass().getName().equals("dev.talaria.store.Write"));
    }

    private static DescribedPredicate<JavaClass> areNoStores() {
        return describe("are no stores", type -> !type.getPackageName().startsWith("dev.talaria.store")
                && !type.getName().replaceFirst("\\$.*", "").endsWith("Store"));
    }

    private static DescribedPredicate<JavaClass> resideOutside(String... packages) {
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    private static DescribedPredicate<JavaAccess<?>> target(String what, Predicate<JavaAccess<?>> test) {
        return describe(what, test);
    }
}
