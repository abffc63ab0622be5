package dev.talaria.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The looks of one source file: what is wrong with it, a sentence each. */
record SourceText(String name, String text) {
    private static final int WIDTH = 140;
    private static final int LINES = 500;
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+|\\*);\\n");
    private static final Pattern CODE_IN_COMMENT = Pattern.compile("\\s*//.*[;{}]");
    /** Put together, so that this file does not hold them. */
    private static final Pattern MARKS = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled"
            + "|(?<![\\w.])/(home|root|work|Users)/");

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (text.indexOf('\r') >= 0) {
            faults.add(name + ": a line ends with a carriage return");
        }
        if (!text.endsWith("\n") || text.endsWith("\n\n")) {
            faults.add(name + ": must end with one line break");
        }
        List<String> lines = text.lines().toList();
        // A build of four servers is long whatever one does; a class is not.
        if (name.endsWith(".java") && lines.size() >= LINES) {
            faults.add(name + ": " + lines.size() + " lines; no file has " + LINES);
        }
        for (int i = 0; i < lines.size(); i++) {
            lineFaults(lines.get(i), name + ":" + (i + 1) + ": ", faults);
        }
        if (name.endsWith(".java")) {
            importFaults(faults);
        }
        return faults;
    }

    private static void lineFaults(String line, String where, List<String> faults) {
        if (line.codePointCount(0, line.length()) > WIDTH) {
            faults.add(where + "longer than " + WIDTH + " characters");
        }
        if (line.indexOf('\t') >= 0) {
            faults.add(where + "a tab");
        }
        if (!line.equals(line.stripTrailing())) {
            faults.add(where + "blanks at the end");
        }
        if (CODE_IN_COMMENT.matcher(line).matches()) {
            faults.add(where + "code in a comment");
        }
        Matcher mark = MARKS.matcher(line);
        if (mark.find()) {
            faults.add(where + "\"" + mark.group() + "\" does not belong here");
        }
    }

    private void importFaults(List<String> faults) {
        String code = IMPORT.matcher(text).replaceAll("");
        IMPORT.matcher(text).results().map(match -> match.group(1)).forEach(imported -> {
            if (imported.equals("*")) {
                faults.add(name + ": imports by an asterisk");
            } else if (!Pattern.compile("\\b" + imported + "\\b").matcher(code).find()) {
                faults.add(name + ": imports " + imported + " and does not use it");
            }
        });
    }
}
