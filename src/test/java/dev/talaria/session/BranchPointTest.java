package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.scope.Preferences.History;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trees and bodies are written in words: {@code u:text} a user's, {@code a:text} an assistant's, {@code c:id} a call of a tool,
 * {@code t:id} its result. In a tree a line is {@code id<parent run word}, with {@code !} for what was cut short,
 * {@code *} for what the client sent though it is not the user's.
 */
class BranchPointTest {
    private static final String TALK = "1<- r1 u:hi, 2<1 r1 a:hello, 3<2 r2 u:how, 4<3 r2 a:fine";
    private static final String SERVER_TOOL = "1<- r1 u:hi, 2<1 r1 ac:let me see/s1, 3<2 r1 t:s1, 4<3 r1 a:done";
    private static final String CLIENT_TOOL = "1<- r1 u:hi, 2<1 r1 ac:/c1";
    private static final String CUT = "1<- r1 u:hi, 2<1 r1 a:hello wor!";

    record Case(String name, String tree, String head, History mode, String body, String prompt, String parent, String append) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(simpleCases(), clientCases(), toolCases(), partialCases()).flatMap(cases -> cases);
    }

    private static Stream<Case> simpleCases() {
        return Stream.of(
            new Case("an empty store takes the input", "", null, History.AUTO, "u:hi", "u:hi", null, "u:hi"),
            new Case("an empty store takes a whole history", "", null, History.AUTO,
                "u:hi a:hello u:how", "u:hi a:hello u:how", null, "u:hi a:hello u:how"),
            new Case("server mode ignores a history even when it has none", "", null, History.SERVER,
                "u:hi a:hello u:how", "u:how", null, "u:how"),
            new Case("a body without history goes on from the head", TALK, "4", History.AUTO,
                "u:so", "u:hi a:hello u:how a:fine u:so", "4", "u:so"),
            new Case("client mode takes a body without history as a new beginning", TALK, "4", History.CLIENT,
                "u:so", "u:so", null, "u:so"),
            new Case("a history that nobody knows is not believed", TALK, "4", History.AUTO,
                "u:x a:y u:so", "u:hi a:hello u:how a:fine u:so", "4", "u:so"),
            new Case("an unknown history counts where the client says so", TALK, "4", History.CLIENT,
                "u:x a:y u:so", "u:x a:y u:so", null, "u:x a:y u:so"),
            new Case("repeated words are a new turn", "1<- r1 u:ok, 2<1 r1 a:ok", "2", History.AUTO, "u:ok", "u:ok a:ok u:ok", "2", "u:ok"),
            new Case("repeated words align by position", "1<- r1 u:ok, 2<1 r1 a:ok, 3<2 r2 u:ok, 4<3 r2 a:ok", "4", History.AUTO,
                "u:ok a:ok u:ok a:ok u:ok", "u:ok a:ok u:ok a:ok u:ok", "4", "u:ok"),
            new Case("two user messages in a row before anything was answered", "1<- r1 u:hi", null, History.AUTO,
                "u:hi u:again", "u:hi u:again", "1", "u:again"),
            new Case("the same message again after a failure is not doubled", "1<- r1 u:hi", null, History.AUTO,
                "u:hi", "u:hi", null, "u:hi"),
            new Case("user messages alone are no history in auto mode", TALK, "4", History.AUTO,
                "u:how u:so", "u:hi a:hello u:how a:fine u:so", "4", "u:so"));
    }

    private static Stream<Case> clientCases() {
        return Stream.of(
            new Case("the next turn with its whole history", TALK, "4", History.AUTO,
                "u:hi a:hello u:how a:fine u:so", "u:hi a:hello u:how a:fine u:so", "4", "u:so"),
            new Case("regenerate adds nothing but the answer", TALK, "4", History.AUTO,
                "u:hi a:hello u:how", "u:hi a:hello u:how", "3", ""),
            new Case("an edited question parts from its answer", TALK, "4", History.AUTO,
                "u:hi a:hello u:who", "u:hi a:hello u:who", "2", "u:who"),
            new Case("an edited first question parts at the root", TALK, "4", History.CLIENT, "u:hey", "u:hey", null, "u:hey"),
            new Case("an edited answer is believed", TALK, "4", History.AUTO,
                "u:hi a:hello u:how a:bad u:so", "u:hi a:hello u:how a:bad u:so", "3", "a:bad u:so"),
            new Case("a history cut at its beginning is a branch of its own", TALK, "4", History.AUTO,
                "u:how a:fine u:so", "u:how a:fine u:so", null, "u:how a:fine u:so"),
            new Case("blanks at the ends do not matter", TALK, "4", History.AUTO,
                "u:hi_ a:hello_ u:how", "u:hi_ a:hello_ u:how", "3", ""),
            new Case("a branch off the head is found again", TALK + ", 5<3 r3 a:great", "5", History.AUTO,
                "u:hi a:hello u:how a:fine u:so", "u:hi a:hello u:how a:fine u:so", "4", "u:so"),
            new Case("of equal answers the head's is meant", TALK + ", 5<3 r3 a:fine", "4", History.AUTO,
                "u:hi a:hello u:how a:fine u:so", "u:hi a:hello u:how a:fine u:so", "4", "u:so"),
            new Case("of equal answers off the head the newest is meant", TALK + ", 5<3 r3 a:fine, 6<3 r4 a:other", "6", History.AUTO,
                "u:hi a:hello u:how a:fine u:so", "u:hi a:hello u:how a:fine u:so", "5", "u:so"),
            new Case("of equal questions the longer talk is meant", "1<- r1 u:hi, 2<1 r1 a:a, 3<- r2 u:hi, 4<3 r2 a:b", "4", History.AUTO,
                "u:hi a:a u:so", "u:hi a:a u:so", "2", "u:so"),
            new Case("the client keeps its unanswered message", TALK + ", 5<4 r3 u:lost", "4", History.AUTO,
                "u:hi a:hello u:how a:fine u:lost u:again", "u:hi a:hello u:how a:fine u:lost u:again", "5", "u:again"),
            new Case("two answers in a row that the client brought stay two",
                "1<- r1 u:hi, 2<1 r1 a:x*, 3<2 r1 a:y*, 4<3 r1 u:so, 5<4 r1 a:z",
                "5", History.AUTO, "u:hi a:x a:y u:so a:z u:on", "u:hi a:x a:y u:so a:z u:on", "5", "u:on"),
            new Case("an empty answer of a failed turn is passed over", "1<- r1 u:hi, 2<1 r1 a:a, 3<2 r2 u:lost", "2", History.AUTO,
                "u:hi a:a u:lost a: u:so", "u:hi a:a u:lost u:so", "3", "u:so"));
    }

    private static Stream<Case> toolCases() {
        return Stream.of(
            new Case("a server tool is invisible", SERVER_TOOL, "4", History.AUTO, "u:hi a:let_me_see||done u:so",
                "u:hi ac:let_me_see/s1 t:s1 a:done u:so", "4", "u:so"),
            new Case("a server tool's turn is regenerated as a whole", SERVER_TOOL, "4", History.CLIENT, "u:hi", "u:hi", "1", ""),
            new Case("server mode tells the tool's steps", SERVER_TOOL, "4", History.SERVER, "u:so",
                "u:hi ac:let_me_see/s1 t:s1 a:done u:so", "4", "u:so"),
            new Case("half of a turn's text is not the turn", SERVER_TOOL, "4", History.CLIENT, "u:hi a:done u:so",
                "u:hi a:done u:so", "1", "a:done u:so"),
            new Case("a client tool's result goes on from the head", CLIENT_TOOL, "2", History.AUTO, "u:hi ac:/c1 t:c1",
                "u:hi ac:/c1 t:c1", "2", "t:c1"),
            new Case("a client tool's result with the whole history", TALK + ", 5<4 r3 u:go, 6<5 r3 ac:/c1", "6", History.AUTO,
                "u:hi a:hello u:how a:fine u:go ac:/c1 t:c1", "u:hi a:hello u:how a:fine u:go ac:/c1 t:c1", "6", "t:c1"),
            new Case("a client tool's result without the history", TALK + ", 5<4 r3 u:go, 6<5 r3 ac:/c1", "6", History.AUTO,
                "u:go ac:/c1 t:c1", "u:hi a:hello u:how a:fine u:go ac:/c1 t:c1", "6", "t:c1"),
            new Case("two client tools in a row", CLIENT_TOOL + ", 3<2 r2 t:c1*, 4<3 r2 ac:/c2", "4", History.AUTO,
                "u:hi ac:/c1 t:c1 ac:/c2 t:c2", "u:hi ac:/c1 t:c1 ac:/c2 t:c2", "4", "t:c2"),
            new Case("a result for a call that nobody made is taken whole", TALK, "4", History.AUTO, "u:go ac:/c9 t:c9",
                "u:hi a:hello u:how a:fine u:go ac:/c9 t:c9", "4", "u:go ac:/c9 t:c9"),
            new Case("a result for an earlier call leaves the head", CLIENT_TOOL + ", 3<2 r2 t:c1*, 4<3 r2 a:done", "4", History.AUTO,
                "u:hi ac:/c1 t:c1", "u:hi ac:/c1 t:c1", "3", ""),
            new Case("a client tool's finished turn is history", CLIENT_TOOL + ", 3<2 r2 t:c1*, 4<3 r2 a:done", "4", History.AUTO,
                "u:hi ac:/c1 t:c1 a:done u:so", "u:hi ac:/c1 t:c1 a:done u:so", "4", "u:so"),
            new Case("tool steps that the client brought stay visible",
                "1<- r1 u:hi, 2<1 r1 ac:/c1*, 3<2 r1 t:c1*, 4<3 r1 a:x*, 5<4 r1 u:so, 6<5 r1 a:y",
                "6", History.AUTO, "u:hi ac:/c1 t:c1 a:x u:so a:y u:on", "u:hi ac:/c1 t:c1 a:x u:so a:y u:on", "6", "u:on"),
            new Case("server and client tools in one turn", "1<- r1 u:hi, 2<1 r1 ac:/s1, 3<2 r1 t:s1, 4<3 r1 ac:/c1", "4", History.AUTO,
                "u:hi ac:/c1 t:c1", "u:hi ac:/s1 t:s1 ac:/c1 t:c1", "4", "t:c1"),
            new Case("a call left unanswered is not told to the model", CLIENT_TOOL, "2", History.AUTO,
                "u:forget", "u:hi u:forget", "2", "u:forget"),
            new Case("a regenerated turn after a client tool", CLIENT_TOOL + ", 3<2 r2 t:c1*, 4<3 r2 a:done", "4", History.CLIENT,
                "u:hi ac:/c1 t:c1", "u:hi ac:/c1 t:c1", "3", ""));
    }

    private static Stream<Case> partialCases() {
        return Stream.of(
            new Case("a partial answer matches its own beginning", CUT, "2", History.AUTO,
                "u:hi a:hello u:so", "u:hi a:hello u:so", "2", "u:so"),
            new Case("a partial answer matches what goes on from it", CUT, "2", History.AUTO,
                "u:hi a:hello_world u:so", "u:hi a:hello_world u:so", "2", "u:so"),
            new Case("a whole answer matches no beginning", TALK, "4", History.CLIENT,
                "u:hi a:hell u:so", "u:hi a:hell u:so", "1", "a:hell u:so"),
            new Case("a partial answer and something else", CUT, "2", History.CLIENT,
                "u:hi a:bye u:so", "u:hi a:bye u:so", "1", "a:bye u:so"),
            new Case("a turn cut inside its server tool shows its text", "1<- r1 u:hi, 2<1 r1 ac:wait/s1!", "2", History.AUTO,
                "u:hi a:wait u:so", "u:hi a:wait u:so", "2", "u:so"),
            new Case("a turn cut before it said anything is passed over", "1<- r1 u:hi, 2<1 r1 ac:/s1!, 3<2 r2 u:so, 4<3 r2 a:yes", "4",
                History.AUTO, "u:hi u:so a:yes u:on", "u:hi u:so a:yes u:on", "4", "u:on"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void placesTheBody(Case that) {
        List<Message> body = messages(that.body());
        int input = inputStart(body);

        BranchPoint branchPoint = transcript(that.tree(), that.head())
                .place(body.subList(0, input), body.subList(input, body.size()), that.mode());

        assertEquals(that.prompt().trim(), words(branchPoint.prompt()), "prompt");
        assertEquals(that.parent(), branchPoint.parent(), "parent");
        assertEquals(that.append().trim(), words(branchPoint.append()), "append");
    }

    @Test
    void aPictureMakesAnotherQuestion() {
        Message plain = Message.user("what is it");
        Message pictured = plain.withParts(List.of(new Part.Text("what is it"), new Part.Image("https://x.test/a.png", null)));

        BranchPoint branchPoint = transcript("1<- r1 u:what_is_it, 2<1 r1 a:nothing", "2")
                .place(List.of(), List.of(pictured), History.CLIENT);

        assertEquals(List.of(pictured), branchPoint.append());
    }

    @Test
    void aDetachedTurnStoresItsInputAlone() {
        List<Message> history = messages("u:hi a:hello");
        List<Message> input = messages("u:how");

        BranchPoint branchPoint = BranchPoint.detached(history, input);

        assertEquals(new BranchPoint(messages("u:hi a:hello u:how"), null, input), branchPoint);
    }

    private static int inputStart(List<Message> body) {
        int last = 0;
        for (int i = 0; i < body.size(); i++) {
            last = body.get(i).role() == Role.USER ? i : last;
        }
        return last;
    }

    private static Transcript transcript(String tree, String head) {
        return new Transcript(Arrays.stream(tree.split(", ")).filter(line -> !line.isBlank()).map(BranchPointTest::node).toList(), head);
    }

    private static Node node(String line) {
        String[] fields = line.split("[< ]", 4);
        String word = fields[3].replaceAll("[!*]$", "").replace(' ', '_');
        Message message = message(word);
        boolean fromClient = message.role() == Role.USER || line.endsWith("*");
        return new Node(fields[0], fields[1].equals("-") ? null : fields[1], message, fromClient, line.endsWith("!"), fields[2],
                java.time.Instant.EPOCH);
    }

    private static List<Message> messages(String words) {
        return Arrays.stream(words.split(" ")).filter(word -> !word.isBlank()).map(BranchPointTest::message).toList();
    }

    private static Message message(String word) {
        String value = word.substring(word.indexOf(':') + 1).replace('_', ' ').replace("||", "\n\n");
        return switch (word.substring(0, word.indexOf(':'))) {
            case "u" -> Message.user(value);
            case "a" -> Message.assistant(value);
            case "ac" -> call(value);
            case "t" -> Message.toolResult(value, "result of " + value);
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static Message call(String value) {
        String text = value.substring(0, value.indexOf('/'));
        ToolCall call = new ToolCall(value.substring(value.indexOf('/') + 1), "tool", "{}");
        return new Message(Role.ASSISTANT, text.isEmpty() ? List.of(call) : List.of(new Part.Text(text), call), null);
    }

    private static String words(List<Message> messages) {
        return messages.stream().map(BranchPointTest::word).collect(Collectors.joining(" "));
    }

    private static String word(Message message) {
        String text = message.text().replace("\n\n", "||").replace(' ', '_');
        return switch (message.role()) {
            case USER -> "u:" + text;
            case TOOL -> "t:" + message.toolResults().get(0).callId();
            default -> message.toolCalls().isEmpty() ? "a:" + text : "ac:" + text + "/" + message.toolCalls().get(0).id();
        };
    }
}
