package dev.talaria.model.openai.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Streams of several vendors' shapes, cut anywhere, merged, divided by any line ends, their calls' pieces in any decidable order, with
 * errors in between. Whatever comes has one end, and it does not depend on how the bytes were divided.
 */
class UpstreamFuzzTest {
    private static final int SEEDS = 200;
    private static final String THOUGHT = "let me see";
    private static final String TEXT = "It is \u00E4 smørbrød \uD83E\uDD6A, <think> so.";
    private static final String[] ARGUMENTS = {"{\"a\":{\"b\":[1,\"}{\"]}}", "{\"path\":\"C:\\\\x\"}", "{}"};
    private static final String[] ERRORS = {"error: {\"code\":500,\"message\":\"boom\"}\n\n",
            "data: {\"error\":{\"message\":\"boom\"}}\n\n",
        "event: error\ndata: {\"message\":\"boom\"}\n\n", "{\"error\":{\"message\":\"boom\"}}\n", "boom: no upstream\n".replace(":", " -"),
        "[{\"error\":{\"message\":\"boom\"}}]\n", "data: {\"detail\":\"boom\"}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"boom_error\"}]}\n\n"};
    private static final String[] NOISE = {": keep-alive\n\n", "event: ping\ndata: {}\n\n", "data: {\"choices\":[]}\n\n", "\n", "id: 1\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":null}}\n\n"};
    private static final String USAGE = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":9}}\n\n";

    private final CountDownLatch over = new CountDownLatch(1);
    private Thread watched;

    /** How a vendor writes thoughts and calls. */
    private enum Vendor {
        OPENAI, DEEPSEEK, MISTRAL, QWEN, OPENROUTER, VLLM, GEMINI, WITHOUT_INDEX;

        boolean hasIndex() {
            return this != WITHOUT_INDEX && this != GEMINI;
        }
    }

    private record Stream(String text, int calls, boolean thought) {
    }

    @BeforeEach
    void watch() {
        watched = Thread.currentThread();
        Thread watcher = new Thread(() -> {
            try {
                if (!over.await(60, TimeUnit.SECONDS)) {
                    watched.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watcher.setDaemon(true);
        watcher.start();
    }

    @AfterEach
    void notHung() {
        over.countDown();
        assertTrue(!Thread.interrupted(), "reading hung");
    }

    private static Stream stream(Random random, boolean whole) {
        Vendor vendor = Vendor.values()[random.nextInt(Vendor.values().length)];
        boolean thought = vendor != Vendor.OPENAI && vendor != Vendor.VLLM && random.nextBoolean();
        int calls = random.nextInt(ARGUMENTS.length + 1);
        StringBuilder out = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        out.append(Replies.delta("{\"role\":\"assistant\",\"content\":\"\"}"));
        if (thought) {
            for (String piece : pieces(random, vendor == Vendor.QWEN ? "<think>\n" + THOUGHT + "\n</think>\n\n" : THOUGHT)) {
                out.append(noise(random)).append(Replies.delta(thought(vendor, quoted(piece))));
            }
        }
        for (String piece : pieces(random, TEXT)) {
            out.append(noise(random)).append(Replies.delta("{\"content\":" + quoted(piece) + "}"));
        }
        calls(random, vendor, calls).forEach(entry -> out.append(noise(random)).append(Replies.delta("{\"tool_calls\":[" + entry + "]}")));
        if (whole) {
            out.append(Replies.finish(calls > 0 && random.nextBoolean() ? "tool_calls" : "stop")).append(USAGE)
                    .append(random.nextBoolean() ? Replies.DONE : "");
        }
        return new Stream(out.toString(), calls, thought);
    }

    private static String thought(Vendor vendor, String piece) {
        return switch (vendor) {
            case MISTRAL -> "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":" + piece + "}]}]}";
            case QWEN -> "{\"content\":" + piece + "}";
            case OPENROUTER -> "{\"reasoning\":" + piece + ",\"reasoning_details\":[{\"index\":0,\"type\":\"reasoning.text\",\"text\":"
                    + piece
                    + "}]}";
            default -> "{\"reasoning_content\":" + piece + "}";
        };
    }

    /** The pieces of each call in order; those of several calls in any order where index or id tell them apart. */
    private static List<String> calls(Random random, Vendor vendor, int count) {
        List<List<String>> all = new ArrayList<>();
        for (int call = 0; call < count; call++) {
            List<String> entries = new ArrayList<>();
            String index = vendor.hasIndex() ? "\"index\":" + (call + 1) + "," : vendor == Vendor.GEMINI ? "\"index\":0," : "";
            String id = "\"id\":\"id" + call + "\",";
            String name = "\"name\":\"f" + call + "\",";
            List<String> pieces = vendor == Vendor.GEMINI ? List.of(ARGUMENTS[call]) : pieces(random, ARGUMENTS[call]);
            for (int i = 0; i < pieces.size(); i++) {
                String itsId = i == 0 ? id : vendor == Vendor.VLLM ? "\"id\":\"other" + call + "-" + i
                        + "\"," : vendor.hasIndex() ? "" : id;
                String itsName = i == 0 || random.nextInt(4) == 0 ? name : "";
                entries.add("{" + index + itsId + "\"function\":{" + itsName + "\"arguments\":" + quoted(pieces.get(i)) + "}}");
            }
            all.add(entries);
        }
        List<String> merged = new ArrayList<>();
        while (!all.isEmpty()) {
            boolean announced = merged.size() >= count;
            int from = vendor.hasIndex() && announced ? random.nextInt(all.size()) : 0;
            if (vendor.hasIndex() && !announced) {
                all.forEach(entries -> merged.add(entries.remove(0)));
            } else {
                merged.add(all.get(from).remove(0));
            }
            all.removeIf(List::isEmpty);
        }
        return merged;
    }

    private static List<String> pieces(Random random, String text) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.offsetByCodePoints(at, Math.min(1 + random.nextInt(7), text.codePointCount(at, text.length())));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }

    private static String quoted(String text) {
        return Json.string(text).toString();
    }

    private static String noise(Random random) {
        return random.nextInt(5) == 0 ? NOISE[random.nextInt(NOISE.length)] : "";
    }

    private static String divided(Random random, String stream) {
        String[] ends = {"\n\n", "\r\n\r\n", "\r\r", "\n", "\r\n", "\n\n\n"};
        return stream.replace("\n\n", ends[random.nextInt(ends.length)]);
    }

    private static byte[][] split(Random random, byte[] all) {
        List<byte[]> pieces = new ArrayList<>();
        int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 400);
        int at = 0;
        while (at < all.length) {
            int end = Math.min(all.length, at + 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(all, at, end));
            at = end;
        }
        return pieces.toArray(byte[][]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String shown(JoinedSink sink) {
        return sink.toString().replaceAll("call_[0-9a-f]{32}", "made-up");
    }

    @Test
    void aWholeStreamSaysTheSameHoweverItIsDivided() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Stream stream = stream(random, true);
            byte[] all = bytes(divided(random, stream.text));

            JoinedSink whole = Replies.read(true, ReplyBody::end, all);

            assertEquals(TEXT, whole.text.toString(), "seed " + seed + ": " + whole);
            assertEquals(stream.thought ? THOUGHT : "", whole.reasoning.toString(), "seed " + seed);
            List<String> calls = new ArrayList<>();
            for (int call = 0; call < stream.calls; call++) {
                calls.add("id" + call + " f" + call + " " + ARGUMENTS[call]);
            }
            List<String> heard = whole.calls();
            Collections.sort(heard);
            assertEquals(calls, heard, "seed " + seed + ": " + stream.text);
            assertEquals(stream.calls > 0 ? "TOOL_CALLS" : "STOP", whole.end(), "seed " + seed);
            assertEquals(1, whole.ends);
            for (int round = 0; round < 3; round++) {
                assertEquals(shown(whole), shown(Replies.read(true, ReplyBody::end, split(random, all))), "seed " + seed);
            }
        }
    }

    @Test
    void aStreamThatIsCutBeforeItsReasonIsNeverWhole() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] all = bytes(divided(random, stream(random, false).text));
            byte[] cut = Arrays.copyOf(all, random.nextInt(all.length + 1));
            boolean orderly = random.nextBoolean();

            JoinedSink sink = Replies.read(true, body -> last(body, orderly), split(random, cut));

            assertEquals(null, sink.finish, "seed " + seed + ": " + new String(cut, StandardCharsets.UTF_8));
            assertEquals(1, sink.ends);
            assertTrue(TEXT.startsWith(sink.text.toString().replace("\uFFFD", "")), "seed " + seed + ": " + sink);
            assertEquals(shown(sink), shown(Replies.read(true, body -> last(body, orderly), cut)), "seed " + seed);
        }
    }

    private static void last(ReplyBody body, boolean orderly) {
        if (orderly) {
            body.end();
        } else {
            body.broken(Replies.CUT);
        }
    }

    @Test
    void anErrorInTheMidstIsTheOnlyEnd() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            String stream = stream(random, true).text;
            int end = stream.indexOf("\"finish_reason\"");
            int at = stream.lastIndexOf("\n\n", random.nextInt(end)) + 2;
            String before = at < 2 ? "" : stream.substring(0, at);
            byte[] all = bytes(divided(random, before + ERRORS[random.nextInt(ERRORS.length)] + stream.substring(before.length())));

            JoinedSink sink = Replies.read(true, ReplyBody::end, split(random, all));

            assertEquals(null, sink.finish, "seed " + seed + ": " + new String(all, StandardCharsets.UTF_8));
            assertTrue(sink.problem.message().contains("boom"), "seed " + seed + ": " + sink.problem.message());
            assertEquals(1, sink.ends);
            assertEquals(shown(sink), shown(Replies.read(true, ReplyBody::end, all)), "seed " + seed);
        }
    }

    @Test
    void garbageNeverLooksWholeAndHasOneEnd() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] all = bytes(stream(random, false).text);
            for (int i = random.nextInt(8); i >= 0; i--) {
                all[random.nextInt(all.length)] = (byte) random.nextInt(256);
            }
            JoinedSink sink = Replies.read(true, ReplyBody::end, split(random, all));

            assertEquals(null, sink.finish, "seed " + seed + ": " + new String(all, StandardCharsets.UTF_8));
            assertEquals(1, sink.ends);
            assertEquals(shown(sink), shown(Replies.read(true, ReplyBody::end, all)), "seed " + seed);
        }
    }
}
