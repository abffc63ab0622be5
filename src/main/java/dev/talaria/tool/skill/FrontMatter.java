package dev.talaria.tool.skill;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The head of a {@code SKILL.md}: YAML between two lines of three dashes.
 *
 * @param body what follows it
 */
record FrontMatter(String name, String description, String body) {
    private static final Pattern FORM = Pattern.compile("---[ \t]*\\R(.*?)(?<=\n|\r)---[ \t]*(?:\\R(.*))?", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_HEAD = 20_000;
    private static final int MAX_DESCRIPTION = 1_024;
    private static final int MAX_ALIASES = 10;

    static FrontMatter of(String text) throws SkillFile.UnreadableException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new SkillFile.UnreadableException("it does not begin with YAML between two lines \"---\"");
        }
        if (parts.group(1).length() > MAX_HEAD) {
            throw new SkillFile.UnreadableException("its YAML is longer than " + MAX_HEAD + " characters");
        }
        if (!(yaml(parts.group(1)) instanceof Map<?, ?> members)) {
            throw new SkillFile.UnreadableException("its YAML has no name and description");
        }
        String name = member(members, "name");
        if (!NAME.matcher(name).matches()) {
            throw new SkillFile.UnreadableException("its name must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        String description = member(members, "description");
        if (description.length() > MAX_DESCRIPTION) {
            throw new SkillFile.UnreadableException("its description is longer than " + MAX_DESCRIPTION + " characters");
        }
        return new FrontMatter(name, description, parts.group(2) == null ? "" : parts.group(2).strip());
    }

    private static @Nullable Object yaml(String text) throws SkillFile.UnreadableException {
        try {
            return new Load(LoadSettings.builder().setLabel("SKILL.md").setAllowDuplicateKeys(false).setAllowRecursiveKeys(false)
                    .setMaxAliasesForCollections(MAX_ALIASES).setCodePointLimit(MAX_HEAD + 1).build()).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            // The first line is the one of dashes.
            throw new SkillFile.UnreadableException("its YAML is faulty" + e.getProblemMark().map(Mark::getLine)
                    .map(line -> " in line " + (line + 2)).orElse("") + ": " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new SkillFile.UnreadableException("its YAML is faulty");
        }
    }

    private static String member(Map<?, ?> members, String name) throws SkillFile.UnreadableException {
        if (members.get(name) instanceof String text && !text.isBlank()) {
            return text.strip().replaceAll("\\s+", " ");
        }
        throw new SkillFile.UnreadableException("its YAML must have " + name + " as a text");
    }
}
