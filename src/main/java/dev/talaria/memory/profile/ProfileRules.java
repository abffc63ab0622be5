package dev.talaria.memory.profile;

import dev.talaria.memory.profile.TypedText.Sentence;
import dev.talaria.text.Truncation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what users say of themselves, and how they want to be answered, in what they typed. It is made to be right rather than complete: a
 * sentence in doubt says nothing. Pure functions; a short message takes some tens of microseconds, and one of any length no more than some
 * milliseconds.
 */
public final class ProfileRules {
    /** Languages with spaces between words, whose gates are words. */
    private static final List<ProfileLanguage> SPACED = List.of(ProfileLanguage.read("en"), ProfileLanguage.read("de"),
            ProfileLanguage.read("fr"), ProfileLanguage.read("es"), ProfileLanguage.read("it"), ProfileLanguage.read("ru"),
            ProfileLanguage.read("pl"), ProfileLanguage.read("tr"));
    private static final ProfileLanguage CHINESE = ProfileLanguage.read("zh");
    private static final ProfileLanguage JAPANESE = ProfileLanguage.read("ja");
    private static final ProfileLanguage KOREAN = ProfileLanguage.read("ko");
    /** More statements of one message are left out. */
    private static final int MAX_STATEMENTS = 12;
    private static final Pattern EDGES = Pattern.compile("^[\\s,;:.!'\"-]+|[\\s,;:.!'\"-]+$");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern LISTED = Pattern.compile("\\s*[,;&、，]\\s*"
            + "|\\s+(?:and|or|und|oder|sowie|et|ou|y|e|o|u|и|или|i|lub|oraz|ve|veya|ile)\\s+"
            + "|(?<=\\p{IsHan})(?:和|与|及|跟)(?=\\p{IsHan})|(?<=[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー])と|(?:와|과|랑|이랑|하고) | 및 ");
    /** The prepositions and articles that a listed value repeats. */
    private static final Pattern PARTICLE = Pattern.compile(""
            + "(?i)^(?:aux? |à la |à l'|al |a las? |a los |alla |allo |ai |agli |alle |all'|на |de la |du )");
    /** What is said of somebody else, or of an animal, whose name may follow. */
    private static final Set<Trait> OTHERS = Set.of(Trait.PARTNER, Trait.FAMILY, Trait.PET);
    private static final int SHOUTED = 12;
    /** A sentence of so few words beside another, a greeting or thanks, is not a task. */
    private static final int FEW_WORDS = 3;

    /** What the rules of one language found in a sentence. */
    private record Found(ProfileLanguage language, Statement statement, boolean alone) {
    }

    private ProfileRules() {
    }

    /** Reads the rules, which the first message would wait for otherwise. Takes some tenths of a second, once. */
    public static void prepare() {
        statements("I am here.");
    }

    /**
     * Returns what a message says of its user, in the order of the message.
     *
     * @param text what the user sent, of any length
     */
    public static List<Statement> statements(String text) {
        List<Sentence> sentences = TypedText.of(text);
        List<Found> found = new ArrayList<>();
        int others = 0;
        for (Sentence sentence : sentences) {
            int before = found.size();
            find(sentence, found);
            others += found.size() == before && SPACES.split(sentence.text()).length + cjk(sentence.text()) / 2 > FEW_WORDS ? 1 : 0;
        }
        if (found.isEmpty()) {
            return List.of();
        }
        Set<Statement> statements = new LinkedHashSet<>();
        for (Found each : found) {
            if (!(each.alone() && others > 0) && !each.language().material().matcher(text).find() && statements.size() < MAX_STATEMENTS) {
                statements.add(each.statement());
            }
        }
        return List.copyOf(statements);
    }

    /**
     * Returns the sentences of a message in which its user states something: typed by them, neither asked nor in doubt; nothing of a
     * message that is a play or a text to be worked on.
     */
    public static List<String> stated(String text) {
        List<String> stated = new ArrayList<>();
        for (Sentence sentence : TypedText.of(text)) {
            List<ProfileLanguage> languages = languages(sentence.text());
            if (languages.stream().anyMatch(language -> language.material().matcher(text).find())) {
                return List.of();
            }
            if (!sentence.question() && languages.stream().noneMatch(language -> language.doubt().matcher(sentence.text()).find())) {
                stated.add(sentence.text());
            }
        }
        return List.copyOf(stated);
    }

    /** Returns the languages that a sentence may be in. */
    private static List<ProfileLanguage> languages(String sentence) {
        if (cjk(sentence) > 0) {
            return List.of(unspaced(sentence));
        }
        Set<String> words = words(sentence);
        return SPACED.stream().filter(language -> language.concerns(words)).toList();
    }

    private static ProfileLanguage unspaced(String text) {
        return hasAny(text, Character.UnicodeScript.HANGUL) ? KOREAN
                : hasAny(text, Character.UnicodeScript.HIRAGANA) || hasAny(text, Character.UnicodeScript.KATAKANA) ? JAPANESE : CHINESE;
    }

    private static void find(Sentence sentence, List<Found> found) {
        String text = sentence.text();
        if (isShouted(text)) {
            return;
        }
        if (cjk(text) == 0) {
            Set<String> words = words(text);
            for (ProfileLanguage language : SPACED) {
                int before = found.size();
                if (language.concerns(words)) {
                    find(sentence, language, found);
                }
                if (found.size() > before) {
                    return;
                }
            }
        } else {
            find(sentence, unspaced(text), found);
        }
    }

    private static boolean isShouted(String text) {
        return text.length() > SHOUTED && text.equals(text.toUpperCase(Locale.ROOT)) && !text.equals(text.toLowerCase(Locale.ROOT));
    }

    private static int cjk(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            count += text.charAt(i) >= '\u2E80' && Character.isLetter(text.charAt(i)) ? 1 : 0;
        }
        return count;
    }

    private static boolean hasAny(String text, Character.UnicodeScript script) {
        return text.codePoints().anyMatch(point -> Character.UnicodeScript.of(point) == script);
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        String lower = text.toLowerCase(Locale.ROOT);
        int start = -1;
        for (int i = 0; i <= lower.length(); i++) {
            boolean letter = i < lower.length() && Character.isLetter(lower.charAt(i));
            if (letter && start < 0) {
                start = i;
            } else if (!letter && start >= 0) {
                words.add(lower.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    private static void find(Sentence sentence, ProfileLanguage language, List<Found> found) {
        String text = sentence.text();
        int past = 0;
        for (int start = 0; start >= 0; start = next(language, text, start)) {
            if (start < past) {
                continue;
            }
            ProfileLanguage.Match match = language.match(text, start);
            if (match != null) {
                ProfileLanguage.Scope scope = match.rule().scope();
                boolean asked = sentence.question() && scope != ProfileLanguage.Scope.ASKED && !isStated(language, text, match.end());
                boolean leads = scope == ProfileLanguage.Scope.ALONE && text.indexOf(':', match.end()) >= 0;
                boolean others = scope == ProfileLanguage.Scope.FIRST
                        && found.stream().anyMatch(each -> OTHERS.contains(each.statement().trait()));
                if (asked || leads || others || language.doubt().matcher(text).find() || isQuoted(language, text, start)) {
                    return;
                }
                add(language, match, found);
                past = match.end();
            }
        }
    }

    /** Returns where the next clause begins; -1 if none does. */
    private static int next(ProfileLanguage language, String text, int start) {
        Matcher join = language.join().matcher(text);
        return start < text.length() && join.find(start == 0 ? 0 : start) && join.end() > start ? join.end() : -1;
    }

    /** Returns whether a colon before the clause makes it a quotation. */
    private static boolean isQuoted(ProfileLanguage language, String text, int start) {
        int colon = Math.max(text.lastIndexOf(':', start), text.lastIndexOf('：', start));
        return colon >= 0 && !language.intro().matcher(text.substring(0, colon).strip()).matches();
    }

    /** Returns whether a sentence that ends in a question mark states something first, and asks after it. */
    private static boolean isStated(ProfileLanguage language, String text, int end) {
        Matcher join = language.join().matcher(text);
        int from = end;
        while (from < text.length() && join.find(from)) {
            if (language.asks().matcher(text).region(join.end(), text.length()).lookingAt()) {
                return true;
            }
            from = join.end() > from ? join.end() : from + 1;
        }
        return false;
    }

    private static void add(ProfileLanguage language, ProfileLanguage.Match match, List<Found> found) {
        ProfileLanguage.Rule rule = match.rule();
        if (rule.ended() != null) {
            found.add(new Found(language, new Statement(rule.ended(), "", rule.effect()), isAlone(rule)));
            return;
        }
        match.values().forEach((trait, value) -> {
            boolean listed = trait == Trait.ALLERGY || trait == Trait.SPEAKS;
            for (String each : listed ? LISTED.split(value) : new String[] {value}) {
                String clean = clean(listed ? PARTICLE.matcher(each).replaceFirst("") : each);
                if (!clean.isEmpty()) {
                    found.add(new Found(language, new Statement(trait, clean, rule.effect()), isAlone(rule)));
                }
            }
        });
    }

    private static boolean isAlone(ProfileLanguage.Rule rule) {
        return rule.scope() == ProfileLanguage.Scope.ALONE;
    }

    private static String clean(String value) {
        return Truncation.start(EDGES.matcher(SPACES.matcher(value).replaceAll(" ")).replaceAll(""), Statement.MAX_VALUE);
    }
}
