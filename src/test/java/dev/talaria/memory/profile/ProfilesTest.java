package dev.talaria.memory.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileEntry;
import dev.talaria.scope.MemoryScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of a scope's statements hold, and for whom. */
class ProfilesTest {
    private static final Peer ANN = peer("u1", "Ann");
    private static final Peer BOB = peer("u2", "Bob");
    private static final Peer UNKNOWN = peer(null, null);

    private final List<StoredStatement> statements = new ArrayList<>();

    private static Peer peer(String id, String name) {
        return new Peer(new MemoryScope("acme", "s"), id, name, null);
    }

    private String says(Peer user, Trait trait, String value, long at) {
        return add(user, new Statement(trait, value, Statement.Effect.HOLDS), at);
    }

    private void ends(Trait trait, String value, long at) {
        add(ANN, new Statement(trait, value, Statement.Effect.ENDS), at);
    }

    private String add(Peer user, Statement statement, long at) {
        String id = "e" + statements.size();
        statements.add(new StoredStatement(id, statements.size(), 0, "m" + statements.size(), user.userId(), user.name(), statement,
                Instant.ofEpochSecond(at), null));
        return id;
    }

    private List<String> of(Peer peer) {
        return values(new Profiles(statements).of(peer));
    }

    private static List<String> values(List<ProfileEntry> entries) {
        return entries.stream().map(ProfileEntry::value).toList();
    }

    private void replace(List<StoredStatement> changed) {
        statements.replaceAll(old -> changed.stream().filter(each -> each.id().equals(old.id())).findAny().orElse(old));
    }

    @Test
    void theLaterOfTwoHomesHoldsWhicheverArrivedFirst() {
        says(ANN, Trait.HOME, "Oslo", 20);
        says(ANN, Trait.HOME, "Rome", 10);

        assertEquals(List.of("Oslo"), of(ANN));
    }

    @Test
    void allergiesAddUpTheLatestFirst() {
        says(ANN, Trait.ALLERGY, "nuts", 10);
        says(ANN, Trait.ALLERGY, "eggs", 20);
        says(ANN, Trait.ALLERGY, "Nuts", 30);

        assertEquals(List.of("Nuts", "eggs"), of(ANN));
    }

    @Test
    void endsWhatIsNamedAlone() {
        says(ANN, Trait.PET, "dog Biscuit", 10);
        says(ANN, Trait.PET, "cat Bis", 11);
        says(ANN, Trait.PARTNER, "dating Tom", 12);
        ends(Trait.PET, "Biscuit", 20);
        ends(Trait.PARTNER, "", 21);

        assertEquals(List.of("cat Bis"), of(ANN));
    }

    @Test
    void whatWasSaidAfterAnEndHolds() {
        ends(Trait.HOME, "", 5);
        says(ANN, Trait.HOME, "Rome", 10);

        assertEquals(List.of("Rome"), of(ANN));
    }

    @Test
    void keepsUsersApart() {
        says(ANN, Trait.NAME, "Ann", 10);
        says(BOB, Trait.NAME, "Bob", 20);
        says(UNKNOWN, Trait.NAME, "Cid", 30);

        assertEquals(List.of("Ann"), of(ANN));
        assertEquals(List.of("Bob"), of(BOB));
        assertEquals(List.of("Cid"), of(UNKNOWN));
        assertEquals(List.of(), of(peer("u3", null)));
    }

    @Test
    void anImportKnowsAUserByName() {
        says(peer(null, "ann"), Trait.HOME, "Rome", 10);
        says(peer(null, "Bob"), Trait.HOME, "Oslo", 20);

        assertEquals(List.of("Rome"), of(ANN));
        assertEquals(List.of("Oslo"), of(BOB));
    }

    @Test
    void twoUsersOfOneNameAreTwo() {
        says(ANN, Trait.HOME, "Rome", 10);

        assertEquals(List.of(), of(peer("u9", "Ann")));
    }

    @Test
    void whatAnUnknownUserSaidCountsForTheOnlyKnownOneUnlessThatOneSaidOtherwise() {
        says(UNKNOWN, Trait.HOME, "Rome", 30);
        says(UNKNOWN, Trait.DIET, "vegan", 30);
        says(ANN, Trait.HOME, "Oslo", 10);

        assertEquals(List.of("vegan", "Oslo"), of(ANN));
        assertEquals(List.of("vegan", "Rome"), of(UNKNOWN));
    }

    @Test
    void whatIsTakenOutDoesNotUncoverWhatItHadReplacedOrRepeats() {
        says(ANN, Trait.HOME, "Rome", 10);
        String home = says(ANN, Trait.HOME, "Oslo", 20);
        says(ANN, Trait.ALLERGY, "nuts", 10);
        String allergy = says(ANN, Trait.ALLERGY, "Nuts", 20);

        replace(new Profiles(statements).without(home));
        replace(new Profiles(statements).without(allergy));

        assertEquals(List.of(), of(ANN));
        assertEquals(List.of(), new Profiles(statements).without(home), "it is out");
    }

    @Test
    void anEditIsLaterThanWhatWasSaid() {
        String home = says(ANN, Trait.HOME, "Oslo", 20);
        replace(new Profiles(statements).with(home, "Bergen", Instant.ofEpochSecond(100)));
        says(ANN, Trait.HOME, "Rome", 50);

        assertEquals(List.of("Bergen"), of(ANN));
    }
}
