package dev.talaria.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.scope.Preferences.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with a mind of its own chats, edits and regenerates, always sending all it shows; the tree must keep up with it. */
class PlacementWalkTest {
    private static final int STEPS = 120;

    /** What the client shows, and what the server stored for it. */
    private static final class Walk {
        private final Random random;
        private final History mode;
        private final List<Node> nodes = new ArrayList<>();
        private final Set<List<String>> conversations = new HashSet<>();
        private List<Message> shown = List.of();
        private String head;
        private int calls;

        Walk(long seed, History mode) {
            this.random = new Random(seed);
            this.mode = mode;
        }

        /** The body's end is a user message or a tool's result. */
        List<Message> nextBody() {
            List<Message> body = new ArrayList<>(shown);
            if (!body.isEmpty() && !body.get(body.size() - 1).toolCalls().isEmpty()) {
                body.get(body.size() - 1).toolCalls().forEach(call -> body.add(Message.toolResult(call.id(), "result")));
                return body;
            }
            List<Integer> users = new ArrayList<>();
            for (int i = 0; i < body.size(); i++) {
                if (body.get(i).role() == Role.USER) {
                    users.add(i);
                }
            }
            int choice = users.isEmpty() ? 0 : random.nextInt(5);
            int at = users.isEmpty() ? 0 : users.get(random.nextInt(users.size()));
            if (choice == 3) {
                return new ArrayList<>(body.subList(0, at + 1));
            }
            List<Message> kept = choice == 4 ? new ArrayList<>(body.subList(0, at)) : body;
            kept.add(Message.user(word()));
            return kept;
        }

        BranchPoint send(List<Message> body) {
            int input = 0;
            for (int i = 0; i < body.size(); i++) {
                input = body.get(i).role() == Role.USER ? i : input;
            }
            return new Transcript(nodes, head).place(body.subList(0, input), body.subList(input, body.size()), mode);
        }

        void answer(List<Message> body, BranchPoint branchPoint, String run) {
            String parent = branchPoint.parent();
            for (Message message : branchPoint.append()) {
                parent = add(parent, message, true, run);
            }
            List<Message> shownNow = new ArrayList<>(body);
            StringBuilder text = new StringBuilder();
            if (random.nextInt(4) == 0) {
                Message step = call("let me look");
                text.append(step.text()).append("\n\n");
                parent = add(parent, step, false, run);
                parent = add(parent, Message.toolResult(step.toolCalls().get(0).id(), "found"), false, run);
            }
            Message last = random.nextInt(5) == 0 ? call(word()) : Message.assistant(word());
            head = add(parent, last, false, run);
            List<Part> parts = new ArrayList<>(last.parts());
            parts.set(0, new Part.Text(text + last.text()));
            shownNow.add(last.withParts(parts));
            shown = shownNow;
            conversations.add(said(shown));
        }

        private Message call(String text) {
            return new Message(Role.ASSISTANT, List.of(new Part.Text(text), new ToolCall("c" + calls++, "tool", "{}")), null);
        }

        private String add(String parent, Message message, boolean fromClient, String run) {
            String id = String.format("%08d", nodes.size());
            nodes.add(new Node(id, parent, message, fromClient, false, run, Instant.EPOCH));
            return id;
        }

        /** Few words, so that repetitions abound. */
        private String word() {
            return List.of("yes", "no", "why", "go on").get(random.nextInt(4));
        }

        static List<String> said(List<Message> messages) {
            return messages.stream().map(message -> message.role() + " " + message.text() + ClientMessage.calls(message)).toList();
        }

        /** Every path from the root down, as the client would see it. */
        List<List<String>> stored() {
            List<List<String>> paths = new ArrayList<>();
            for (ClientMessage end : new Transcript(nodes, head).visible().all()) {
                List<Message> path = new ArrayList<>();
                for (ClientMessage at = end; at != null; at = at.before()) {
                    path.add(0, at.message());
                }
                paths.add(said(path));
            }
            return paths;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theModelIsToldWhatTheClientSent(long seed) {
        Walk walk = new Walk(seed, History.CLIENT);
        for (int step = 0; step < STEPS; step++) {
            List<Message> body = walk.nextBody();

            BranchPoint branchPoint = walk.send(body);

            assertEquals(Walk.said(body), Walk.said(seen(branchPoint.prompt())), "seed " + seed + ", step " + step);
            walk.answer(body, branchPoint, "r" + step);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void noTurnIsLost(long seed) {
        Walk walk = walked(seed, History.CLIENT);

        assertTrue(new HashSet<>(walk.stored()).containsAll(walk.conversations));
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void noQuestionIsStoredTwiceInOnePlace(long seed) {
        Walk walk = walked(seed, History.CLIENT);

        List<List<String>> questions = walk.stored().stream().filter(path -> path.get(path.size() - 1).startsWith("USER")).toList();

        assertEquals(questions.size(), new HashSet<>(questions).size());
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void anAnswerIsStoredByItsRunAlone(long seed) {
        Walk walk = walked(seed, History.CLIENT);

        List<Node> brought = walk.nodes.stream().filter(node -> node.fromClient() && node.message().role() == Role.ASSISTANT).toList();

        assertEquals(List.of(), brought);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void aClientThatOnlyChatsNeedsNoMode(long seed) {
        Walk walk = new Walk(seed, History.AUTO);
        for (int step = 0; step < STEPS; step++) {
            List<Message> body = new ArrayList<>(walk.shown);
            if (!body.isEmpty() && !body.get(body.size() - 1).toolCalls().isEmpty()) {
                body = walk.nextBody();
            } else {
                body.add(Message.user(walk.word()));
            }

            BranchPoint branchPoint = walk.send(body);

            assertEquals(Walk.said(body), Walk.said(seen(branchPoint.prompt())), "seed " + seed + ", step " + step);
            assertEquals(1, branchPoint.append().size());
            walk.answer(body, branchPoint, "r" + step);
        }
    }

    private static Walk walked(long seed, History mode) {
        Walk walk = new Walk(seed, mode);
        for (int step = 0; step < STEPS; step++) {
            List<Message> body = walk.nextBody();
            walk.answer(body, walk.send(body), "r" + step);
        }
        return walk;
    }

    /** The prompt without the server tool steps in it, which all begin with the same words here. */
    private static List<Message> seen(List<Message> prompt) {
        List<Message> seen = new ArrayList<>();
        String steps = "";
        for (Message message : prompt) {
            if (message.text().equals("let me look") && !message.toolCalls().isEmpty()) {
                steps = "let me look\n\n";
            } else if (!steps.isEmpty() && message.role() == Role.ASSISTANT) {
                List<Part> parts = new ArrayList<>(message.parts());
                parts.set(0, new Part.Text(steps + message.text()));
                seen.add(message.withParts(parts));
                steps = "";
            } else if (steps.isEmpty()) {
                seen.add(message);
            }
        }
        return seen;
    }
}
