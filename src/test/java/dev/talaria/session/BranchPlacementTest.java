package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Turns that say themselves where they join. */
class BranchPlacementTest {
    private static final Message CALL = new Message(Role.ASSISTANT, List.of(new ToolCall("c", "f", "{}")), null);
    private static final Message RESULT = Message.toolResult("c", "12");

    /** A, a, then two branches: B, b (the conversation) and C with an open call. */
    private final Transcript transcript = new Transcript(List.of(
            node("1", null, Message.user("A"), true), node("2", "1", Message.assistant("a"), false),
            node("3", "2", Message.user("B"), true), node("4", "3", Message.assistant("b"), false),
            node("5", "2", Message.user("C"), true), node("6", "5", CALL, false)), "4");

    @Test
    void joinsUnderTheHead() {
        BranchPoint place = transcript.placeAtHead(List.of(Message.user("D")));

        assertEquals("4", place.parent());
        assertEquals(List.of("A", "a", "B", "b", "D"), texts(place));
    }

    @Test
    void joinsUnderAnyNode() {
        BranchPoint place = transcript.placeAfter("2", List.of(Message.user("D")));

        assertEquals("2", place.parent());
        assertEquals(List.of("A", "a", "D"), texts(place));
    }

    @Test
    void beginsABranchUnderANodeThatIsGone() {
        BranchPoint place = transcript.placeAfter("9", List.of(Message.user("D")));

        assertNull(place.parent());
        assertEquals(List.of("D"), texts(place));
    }

    @Test
    void continuesAnOpenCallWithItsResultAlone() {
        BranchPoint place = transcript.placeAfter("6", List.of(RESULT));

        assertEquals(List.of(RESULT), place.append());
        assertEquals(List.of(Message.user("A"), Message.assistant("a"), Message.user("C"), CALL, RESULT), place.prompt());
    }

    @Test
    void takesWhatTheBranchEndsWithOnce() {
        BranchPoint place = transcript.placeAfter("6", List.of(Message.user("C"), CALL, RESULT));

        assertEquals(List.of(RESULT), place.append());
    }

    /** Clients that leave to the conversation what was answered repeat only their own part of it. */
    @Test
    void takesAQuestionOnceThatIsRepeatedWithTheResultOfItsCall() {
        BranchPoint place = transcript.placeAfter("6", List.of(Message.user("C"), RESULT));

        assertEquals(List.of(RESULT), place.append());
        assertEquals(List.of(Message.user("A"), Message.assistant("a"), Message.user("C"), CALL, RESULT), place.prompt());
    }

    @Test
    void takesAResultOnceThatIsRepeatedWithTheResultOfALaterCall() {
        Message later = new Message(Role.ASSISTANT, List.of(new ToolCall("d", "f", "{}")), null);
        Transcript longer = new Transcript(List.of(node("1", null, Message.user("A"), true), node("2", "1", CALL, false),
                node("3", "2", RESULT, true), node("4", "3", later, false)), "4");

        BranchPoint place = longer.placeAtHead(List.of(Message.user("A"), RESULT, Message.toolResult("d", "13")));

        assertEquals(List.of(Message.toolResult("d", "13")), place.append());
    }

    @Test
    void putsTheResultBeforeWhatIsSaidWithIt() {
        BranchPoint place = transcript.placeAfter("6", List.of(Message.user("Well?"), RESULT));

        assertEquals(List.of(RESULT, Message.user("Well?")), place.append());
        assertEquals(List.of(CALL, RESULT, Message.user("Well?")), place.prompt().subList(3, 6));
    }

    @Test
    void takesTheSameWordsOfAUserTwice() {
        BranchPoint place = transcript.placeAfter("3", List.of(Message.user("B")));

        assertEquals(List.of("A", "a", "B", "B"), texts(place));
    }

    @Test
    void leavesAnUnansweredCallOut() {
        BranchPoint place = transcript.placeAfter("6", List.of(Message.user("never mind")));

        assertEquals(List.of("A", "a", "C", "never mind"), texts(place));
    }

    @Test
    void refusesAResultWithoutACall() {
        List<Message> sent = List.of(Message.toolResult("other", "x"));

        assertEquals("input", assertThrows(ApiException.class, () -> transcript.placeAfter("6", sent)).problem().param());
    }

    @Test
    void showsNoMoreHistoryThanAsked() {
        BranchPoint place = transcript.placeAtHead(List.of(Message.user("D"))).withMostHistory(2);

        assertEquals(List.of("B", "b", "D"), texts(place));
        assertEquals("4", place.parent());
    }

    @Test
    void keepsSystemMessagesAndNoResultWithoutItsCallWhereItCuts() {
        Message system = Message.of(Role.SYSTEM, "S");
        BranchPoint long4 = new BranchPoint(List.of(system, Message.user("A"), CALL, RESULT, Message.assistant("b"), Message.user("D")),
                null, List.of());

        assertEquals(List.of(system, Message.assistant("b"), Message.user("D")), long4.withMostHistory(2).prompt());
    }

    private static List<String> texts(BranchPoint place) {
        return place.prompt().stream().map(Message::text).toList();
    }

    private static Node node(String id, String parent, Message message, boolean fromClient) {
        return new Node(id, parent, message, fromClient, false, "run_" + id, Instant.EPOCH);
    }
}
