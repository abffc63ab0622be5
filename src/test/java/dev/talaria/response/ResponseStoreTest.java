package dev.talaria.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final SessionRef SESSION = SessionRef.named("acme", "ann", "run_0123456789abcdef0123456789abcdef");
    private static final Message HALF = Message.assistant("half");

    private Database database;
    private GroupCommit writer;
    private ResponseStore store;

    @BeforeEach
    void start() {
        database = TestDatabase.sqlite();
        writer = TestDatabase.writer(database);
        store = new ResponseStore(database);
    }

    @AfterEach
    void stop() {
        writer.close();
        database.close();
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of(completed(FinishReason.STOP), "completed", null, null),
                Arguments.of(completed(FinishReason.TOOL_CALLS), "completed", null, null),
                Arguments.of(completed(FinishReason.LENGTH), "incomplete", "max_output_tokens", null),
                Arguments.of(completed(FinishReason.CONTENT_FILTER), "incomplete", "content_filter", null),
                Arguments.of(failed(ErrorCode.UPSTREAM_ERROR), "failed", null, "server_error"),
                Arguments.of(failed(ErrorCode.UPSTREAM_RATE_LIMITED), "failed", null, "rate_limit_exceeded"),
                Arguments.of(cancelled(Cancellation.Reason.CLIENT_LEFT), "incomplete", null, null),
                Arguments.of(cancelled(Cancellation.Reason.STOPPED), "cancelled", null, null),
                Arguments.of(cancelled(Cancellation.Reason.SHUTDOWN), "failed", null, "server_error"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void readsBackHowAResponseEnded(RunEnded end, String status, String reason, String error) {
        StoredResponse response = new StoredResponse(head("1", NOW), "n1", ResponseOutcome.of(end, NOW));

        commit(store.save(response));

        assertEquals(Optional.of(response), find("acme", "ann", "1"));
        assertEquals(status, response.end().status().wire());
        assertEquals(reason, response.end().incompleteReason());
        assertEquals(error, response.end().errorCode());
    }

    @Test
    void aStatusThatOnlyAnotherReleaseKnowsHidesNoResponse() {
        commit(store.begin(head("1", NOW)));
        commit(store.save(new StoredResponse(head("2", NOW), "n1", ResponseOutcome.of(completed(FinishReason.STOP), NOW))));
        commit(handle -> handle.execute("UPDATE response SET status = 'dreaming'"));

        assertTrue(find("acme", "ann", "1").orElseThrow().end() == null);
        assertEquals(ResponseStatus.INCOMPLETE, find("acme", "ann", "2").orElseThrow().end().status());
    }

    @Test
    void showsAResponseToItsOwnerAlone() {
        commit(store.begin(head("1", NOW)));

        assertTrue(find("acme", "bob", "1").isEmpty());
        assertTrue(find("other", "ann", "1").isEmpty());
    }

    @Test
    void isUnderWayFromItsBeginningToItsEnd() {
        commit(store.begin(head("1", NOW)));
        Optional<ResponseOutcome> before = find("acme", "ann", "1").orElseThrow().outcome();

        commit(store.save(new StoredResponse(head("1", NOW), "n1", ResponseOutcome.of(completed(FinishReason.STOP), NOW))));
        commit(store.begin(head("1", NOW)));

        assertTrue(before.isEmpty());
        assertEquals("n1", find("acme", "ann", "1").orElseThrow().node());
    }

    @Test
    void findsTheNewestOfASession() {
        commit(store.begin(head("1", NOW)).and(store.begin(head("2", NOW.plusSeconds(1)))));

        assertEquals("2", store.latest(SESSION).orElseThrow().head().id());
        assertTrue(store.latest(SessionRef.named("acme", "bob", SESSION.id())).isEmpty());
    }

    @Test
    void losesADeletedOne() {
        commit(store.begin(head("1", NOW)));

        commit(store.delete(head("1", NOW)));

        assertTrue(find("acme", "ann", "1").isEmpty());
    }

    @Test
    void expiresWhatIsPastItsTimeAndTheSessionWithItsLast() {
        List<SessionRef> gone = new ArrayList<>();
        commit(store.begin(head("1", NOW)).and(store.begin(head("2", NOW.plusSeconds(60)))));

        expire(NOW.plusSeconds(30), gone);
        List<SessionRef> afterTheFirst = List.copyOf(gone);
        expire(NOW.plusSeconds(90), gone);

        assertTrue(afterTheFirst.isEmpty());
        assertEquals(List.of(SESSION), gone);
        assertTrue(find("acme", "ann", "2").isEmpty());
    }

    @Test
    void aLongSessionGoesInSeveralSlicesAndItsResponseInTheLast() {
        int[] left = {25};
        ExpiredResponses expired = new ExpiredResponses((session, most, removed) -> handle -> {
            int gone = Math.min(most, left[0]);
            left[0] -= gone;
            removed.accept(gone);
        });
        commit(store.begin(head("1", NOW)));
        List<Integer> slices = new ArrayList<>();

        for (int i = 0; i < 3; i++) {
            assertTrue(find("acme", "ann", "1").isPresent());
            commit(expired.delete(NOW.plusSeconds(1), 1, slices::add));
        }
        commit(expired.delete(NOW.plusSeconds(1), 1, slices::add));

        assertEquals(List.of(1, 1, 1, 0), slices);
        assertEquals(0, left[0]);
        assertTrue(find("acme", "ann", "1").isEmpty());
    }

    @Test
    void whatANewerReleaseHasWrittenExpiresTooAndHoldsUpNothing() {
        List<SessionRef> gone = new ArrayList<>();
        commit(store.begin(head("1", NOW)));
        commit(handle -> handle.execute("UPDATE response SET echo = '{\"v\":9}'"));

        expire(NOW.plusSeconds(1), gone);

        assertTrue(find("acme", "ann", "1").isEmpty());
    }

    @Test
    void keepsTheSessionThatItsClientNamed() {
        List<SessionRef> gone = new ArrayList<>();
        ResponseHead head = new ResponseHead("1", SessionRef.named("acme", "ann", "mine"), "m", "", null, null, null, null, false, true,
                Json.parse("{}").asJsonObject(), NOW);
        commit(store.begin(head));

        expire(NOW.plusSeconds(1), gone);

        assertTrue(gone.isEmpty());
        assertTrue(find("acme", "ann", "1").isEmpty());
    }

    private void expire(Instant before, List<SessionRef> gone) {
        commit(new ExpiredResponses((session, most, removed) -> handle -> gone.add(session)).delete(before, 20, deleted -> { }));
    }

    @Test
    void endsWhatWasBegunAndTellsWhereItIsGone() {
        commit(store.begin(head("1", NOW)));
        AtomicBoolean gone = new AtomicBoolean();
        ResponseOutcome end = ResponseOutcome.of(completed(FinishReason.STOP), NOW);

        commit(store.end(SESSION, "1", "n1", end, handle -> gone.set(true)));
        assertFalse(gone.get());
        commit(store.end(SESSION, "2", "n2", end, handle -> gone.set(true)));

        assertEquals(ResponseStatus.COMPLETED, find("acme", "ann", "1").orElseThrow().end().status());
        assertTrue(gone.get());
        assertTrue(find("acme", "ann", "2").isEmpty());
    }

    private static ResponseHead head(String id, Instant created) {
        return new ResponseHead(id, SESSION, "m", "", "0", null, "Be brief.", "scope", true, false,
                EchoJson.read("{\"metadata\":{\"a\":\"b\"},\"temperature\":0.5}"), created);
    }

    private static RunEnded completed(FinishReason finish) {
        return new RunCompleted(HALF, List.of(), finish, null, new Usage(1, 2, 3, 4, 5));
    }

    private static RunEnded failed(ErrorCode code) {
        return new RunFailed(Problem.of(code, "why"), HALF, Usage.NONE);
    }

    private static RunEnded cancelled(Cancellation.Reason reason) {
        return new RunCancelled(reason, HALF, Usage.NONE);
    }

    private void commit(Write write) {
        writer.submit(write).join();
    }

    private Optional<StoredResponse> find(String tenant, String owner, String id) {
        return store.find(new RequestScope("r", new Caller(tenant, "key", false), SessionRef.named(tenant, owner, "any"), null,
                Identity.NONE, null, null), id);
    }
}
