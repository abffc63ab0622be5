package dev.talaria.memory.local.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** English words by which people put a question to an assistant, whatever it is about. */
public final class AskingWords {
    /** Words that ask for an answer or point to a conversation; a turn that shares only these with a query hardly answers it. */
    static final String ASKING = """
            tell told say said talk talked speak spoke discuss discussed discussion discussions conversation conversations chat chats
            session sessions message messages mention mentioned mentioning bring brought ask asked asking answer answered
            remind reminder remember recall forget forgot know knew
            list summarize summarise summary summaries overview describe description explain explanation detail details
            give gave show provide provided walk tell comprehensive complete full brief specific specifically different various
            aspect aspects order total throughout across overall exactly
            help assist suggest suggestion suggestions recommend recommendation advise advice consider considering
            write make create generate solve compute calculate translate continue proceed go going start keep
            get got use used put take took come came see saw try tried happen happened feel become
            thing things stuff something anything everything someone anyone lot kind sort
            again now currently already still ever recently lately earlier later last first next time times
            want wanted need needed like look looking find think thought good great nice well sure
            morning evening afternoon night day cool perfect awesome hmm
            hallo guten morgen abend danke bitte bonjour salut merci hola gracias buenos buenas
            ciao grazie obrigado привет спасибо cześć dziękuję
            """;
    private static final Set<String> RECENT = Set.of("recently", "lately", "neulich", "kürzlich", "zuletzt", "récemment", "recientemente",
            "недавно", "ostatnio");
    private static final Set<String> OF_TALKS = Set.of("thing", "things", "time", "conversation", "chat", "session", "talk", "discussion",
            "topic", "message");
    private static final Set<String> POINTING = Set.of("he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their",
            "theirs", "that", "this", "those", "these", "there", "one", "er", "sie", "ihm", "ihn", "ihr", "ihre", "sein", "seine", "es",
            "il", "elle", "lui", "leur", "son", "sa", "ses", "él", "ella", "su", "sus", "lei", "suo", "sua", "он", "она", "его", "её",
            "ей", "они", "их", "jego", "jej", "ona", "ele", "ela", "dele", "dela");

    private static final Pattern OPENING = Pattern.compile("(?i)^\\s*(?:(?:please|can you|could you|would you) )*"
            + "(?:remind me|tell me|do you (?:remember|recall|know)|recall|remember)(?: again)?(?: about| of)?"
            + "(?: (?:the|that) (?:thing|stuff|story|issue|matter) (?:with|about|of))? (?=\\p{L})");

    private AskingWords() {
    }

    /** Returns whether lower-case words ask for the latest that was said, as "recently" and "the last time" do. */
    public static boolean askForTheLatest(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            boolean last = switch (words.get(i)) {
                case "last", "latest", "previous" -> i + 1 < words.size() && OF_TALKS.contains(words.get(i + 1));
                default -> RECENT.contains(words.get(i));
            };
            if (last) {
                return true;
            }
        }
        return false;
    }

    /** Returns a question without "Remind me of the thing with" and the like, which would shift its meaning. */
    public static String withoutOpening(String text) {
        return OPENING.matcher(text).replaceFirst("");
    }

    /** Returns whether lower-case words point to something said before, as "he" and "that" do. */
    public static boolean pointBack(List<String> words) {
        return words.stream().anyMatch(word -> POINTING.contains(word.toLowerCase(Locale.ROOT)));
    }
}
