package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Types and constants have the field's words for names. Words that need decoding, once replaced, stay away. */
class NamesTest {
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+(\\w+)");
    private static final Pattern CONSTANT = Pattern.compile("\\bstatic final \\S+ ((?:MOST|LONGEST|USUAL|FEWEST|LEAST|SHORTEST|LITTLE)"
            + "(?:_\\w+)?) =");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
    private static final Set<String> REPLACED = Set.of("Uncalled", "Keepsake", "Course", "Opening", "Openings", "Continuity", "Stop",
            "Ended", "Waits", "Progress", "Manner", "Mind", "Queueing", "Time", "Join", "Placement", "Placing", "Visible", "VisibleTree",
            "Answered", "Site", "Sites", "Place", "Places", "Stored", "Whole", "Pieces", "SetUps", "Condition", "Destination", "Crew",
            "Alarm", "Holds", "Held", "Standing", "Lane", "LaneStore", "Parcel", "ParcelStore", "Meaning", "Embedded", "Closeness",
            "Spread", "Sought", "View", "Kept", "LeftRuns", "CutRuns", "Reach", "RequestEnd", "Doorkeeper", "Patience", "Said", "Due",
            "Line", "Wanted", "Find", "Slice", "Entrance", "Left");

    @Test
    void needNoDecoding() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> main = Files.walk(Path.of("src", "main", "java")); Stream<Path> test = Files.walk(Path.of("src", "test",
                "java"))) {
            Stream.concat(main, test).filter(path -> path.toString().endsWith(".java")).forEach(path -> {
                String code = COMMENT.matcher(text(path)).replaceAll("");
                Stream.concat(TYPE.matcher(code).results().map(type -> type.group(1)).filter(REPLACED::contains),
                        CONSTANT.matcher(code).results().map(constant -> constant.group(1)))
                        .map(name -> path + ": " + name).forEach(found::add);
            });
        }

        assertEquals(List.of(), found);
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
