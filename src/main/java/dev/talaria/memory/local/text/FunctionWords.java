package dev.talaria.memory.local.text;

import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.CharArraySet;

/** Function words: they carry no meaning alone, and no search should depend on them. */
public final class FunctionWords {
    private static final String WORDS = """
            a an the this that these those
            i me my mine myself you your yours yourself he him his himself she her hers herself it its itself
            we us our ours ourselves they them their theirs themselves
            who whom whose which what when where why how
            am is are was were be been being do does did doing done have has had having
            can could shall should will would may might must ought
            i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd they'd
            i'll you'll he'll she'll we'll they'll isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't
            won't wouldn't shan't shouldn't can't cannot couldn't mustn't let's that's who's what's here's there's
            when's where's why's how's
            and but or nor if because as until while of at by for with about against between into through during before after
            above below to from up down in out on off over under again further then once here there
            all any both each few many much more most other some such no not only own same so than too very just also
            s t d m ll re ve
            yes no yeah ok okay hi hello hey thanks thank please oh wow bye
            """;
    private static final String CHARACTERS =
            "的了着过過是在有和与與也都就不没沒很我你您他她它们們这這那个個什么麼吗嗎呢吧啊哪谁誰怎样樣几幾多少被把给給对對从從到会會能要一";
    private static final Set<String> FIRST_PERSON = Set.of("i", "me", "my", "mine", "myself");

    private static final Set<String> COUNTS = Set.of("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "couple",
            "few", "several", "once", "twice");

    private static final Set<String> STANDING = Set.of("always", "never", "prefer", "preference", "whenever", "allergic", "allergy",
            "immer", "niemals", "bevorzuge", "toujours", "jamais", "préfère", "siempre", "nunca", "prefiero", "sempre", "mai", "preferisco",
            "prefiro", "всегда", "никогда", "предпочитаю", "zawsze", "nigdy", "wolę");

    private static final Set<String> CHANGES = Set.of("moved", "moving", "new", "changed", "instead", "anymore", "update", "updated",
            "switched", "replaced", "postponed", "rescheduled", "now", "renamed", "quit", "sold", "corrected", "correction", "broke",
            "umgezogen", "neue", "neuer", "jetzt", "geändert", "déménagé", "nouveau", "nouvelle", "maintenant", "mudado", "nuevo", "nueva",
            "ahora", "nuovo", "nuova", "adesso", "переехал", "переехала", "теперь", "новый", "новая", "teraz", "nowy", "nowa");

    private FunctionWords() {
    }

    public static CharArraySet english() {
        return CharArraySet.unmodifiableSet(new CharArraySet(List.of(WORDS.strip().split("\\s+")), false));
    }

    /** Returns Chinese function characters, simplified and traditional. */
    static CharArraySet chinese() {
        return CharArraySet.unmodifiableSet(new CharArraySet(List.of(CHARACTERS.split("")), false));
    }

    public static boolean isFirstPerson(String word) {
        return FIRST_PERSON.contains(word);
    }

    /** Returns whether words state a rule or a preference. */
    public static boolean isStanding(List<String> words) {
        return words.stream().anyMatch(STANDING::contains);
    }

    /** Returns whether words tell that something is not what it was. */
    public static boolean tellChange(List<String> words) {
        return words.stream().anyMatch(CHANGES::contains);
    }

    public static boolean isCount(String word) {
        return Character.isDigit(word.charAt(0)) || COUNTS.contains(word);
    }
}
