package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static String state(String... values) {
        TraceContext trace = TraceContext.of(List.of(PARENT), List.of(values));
        assertNotNull(trace);
        return trace.state();
    }

    @Test
    void takesTheTraceAsItIsSent() {
        assertEquals(new TraceContext(PARENT, "congo=t61rcWkgMzE,rojo=00f0"),
                TraceContext.of(List.of(" " + PARENT + " "), List.of("congo=t61rcWkgMzE , rojo=00f0")));
        TraceContext bare = TraceContext.of(List.of(PARENT), List.of());
        assertEquals(new TraceContext(PARENT, null), bare);
        assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", bare.traceId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1", "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more", "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    void takesNoTraceThatIsNotValid(String parent) {
        assertNull(TraceContext.of(List.of(parent), List.of("a=1")));
    }

    @Test
    void takesOneTraceAlone() {
        assertNull(TraceContext.of(List.of(), List.of("a=1")));
        assertNull(TraceContext.of(List.of(PARENT, PARENT), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-what-the-future-will-be-like"})
    void passesALaterVersionOnInItsOwn(String more) {
        assertEquals(new TraceContext(PARENT, null), TraceContext.of(List.of("cc" + PARENT.substring(2) + more), List.of()));
    }

    @Test
    void joinsStatesAndLeavesEmptyMembersOut() {
        assertEquals("a=1,b=2,c=3", state("a=1,,b=2", "", " c=3\t"));
        assertNull(state("", " , "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A=1", "a=1,a=2", "a=\u00e4", "a==1", "a=1,=2", "a b=1", "a=", "a@=1", "@a=1"})
    void takesNoStateThatIsNotValid(String state) {
        assertNull(state(state));
    }

    @Test
    void takesKeysOfTenants() {
        assertEquals("fw529a3039@dt=FfAAAAA,0a*/_-=x", state("fw529a3039@dt=FfAAAAA,0a*/_-=x"));
    }

    @Test
    void takesAtMostThirtyTwoMembers() {
        List<String> members = new ArrayList<>(IntStream.range(0, 32).mapToObj(i -> "a" + i + "=1").toList());
        assertEquals(String.join(",", members), state(members.toArray(String[]::new)));
        members.add("b=1");
        assertNull(state(members.toArray(String[]::new)));
    }

    @Test
    void shortensALongStateByItsLongMembersFirst() {
        String many = IntStream.range(0, 8).mapToObj(i -> "k" + i + "=" + "x".repeat(60)).collect(Collectors.joining(","));

        assertEquals("a=1," + many.substring(0, 7 * 64 - 1), state("a=1,long=" + "y".repeat(200) + "," + many));
        assertTrue(state("a=" + "z".repeat(250)).length() > 200);
    }
}
