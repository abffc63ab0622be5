package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import morfologik.speller.Speller;
import morfologik.stemming.Dictionary;
import org.junit.jupiter.api.Test;

/** Pages and comments are spelt as English dictionaries have it, American or British, or as the list of our own words. */
class SpellingTest {
    private static final Path OWN = Path.of("src", "test", "resources", "house", "words.txt");
    /** Code, links, markup and whatever else is no prose. */
    private static final Pattern NO_PROSE = Pattern.compile("(?s)```.*?```|`[^`]*`"
            + "|\\{@(?:code|link|linkplain|value|literal)[^}]*}|<pre>.*?</pre>"
            + "|<!--.*?-->|<[^>\\s][^>]*>|]\\([^)]*\\)|https?://\\S+|@\\w+(?:[ ]+<?[\\w.$]+>?)?|&\\w+;");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*?(.*?)\\*/|(?<![:\"])//([^\n]*)");
    private static final Pattern CODE_TEXT = Pattern.compile("\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)'");
    /** Not a part of a name: of one with dots, underscores, dashes, digits or capitals within. */
    private static final Pattern WORD = Pattern.compile("(?<![\\w.$/_#@-])[A-Za-z]?[a-z]+(?:'[a-z]+)?(?![\\w$_(/]|\\.\\w)");

    private final List<Speller> dictionaries = new ArrayList<>();
    private final Set<String> own;

    SpellingTest() throws IOException {
        for (String variant : List.of("en_US", "en_GB")) {
            dictionaries.add(new Speller(Dictionary.read(Speller.class.getResource("/org/languagetool/resource/en/hunspell/" + variant
                    + ".dict"))));
        }
        own = Files.readAllLines(OWN).stream().filter(line -> !line.startsWith("#")).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void pagesAreSpeltRight() {
        assertEquals(List.of(), Page.all().stream().flatMap(page -> misspelt(page.path().toString(), page.text())).toList());
    }

    @Test
    void commentsAreSpeltRight() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            List<String> wrong = files.filter(file -> file.toString().endsWith(".java")).flatMap(file -> misspelt(file.toString(),
                    comments(file))).toList();

            assertEquals(List.of(), wrong);
        }
    }

    @Test
    void noWordOfOurOwnIsOneThatEverybodyHas() {
        assertEquals(List.of(), own.stream().filter(this::isInDictionary).toList());
    }

    @Test
    void findsWhatIsMisspelt() {
        assertEquals(List.of("x: recieve", "x: teh"), misspelt("x", "We recieve `teh` of {@code Teh} and teh rest.").toList());
    }

    private Stream<String> misspelt(String file, String text) {
        return WORD.matcher(NO_PROSE.matcher(text).replaceAll(" ")).results().map(MatchResult::group)
                .filter(word -> !isKnown(word)).distinct().map(word -> file + ": " + word);
    }

    private boolean isKnown(String word) {
        String bare = word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
        return word.length() < 3 || own.contains(bare) || own.contains(bare.toLowerCase(Locale.ROOT)) || isInDictionary(word)
                || isInDictionary(bare);
    }

    private boolean isInDictionary(String word) {
        return dictionaries.stream().anyMatch(speller -> speller.isInDictionary(word)
                || speller.isInDictionary(word.toLowerCase(Locale.ROOT)));
    }

    private static String comments(Path file) {
        try {
            String code = CODE_TEXT.matcher(Files.readString(file)).replaceAll("\"\"");
            return COMMENT.matcher(code).results().map(comment -> comment.group(1) == null ? comment.group(2) : comment.group(1))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
