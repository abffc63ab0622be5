package dev.talaria.tool.skill;

import dev.talaria.json.Json;
import dev.talaria.scope.RequestScope;
import dev.talaria.text.Truncation;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolArguments;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code skill_view}: loads the instructions of a skill, or another file of its folder. The skills stand in the description of its
 * argument, because models bound that of a tool. Safe for many threads; blocks for the disk.
 */
public final class SkillTool implements Tool {
    private static final int MAX_TOLD = 12_000;
    private static final int MAX_TEXT = 50_000;
    private static final int MAX_FILES = 200;
    private static final int MAX_DEPTH = 5;

    private final Skills skills;

    public SkillTool(Skills skills) {
        this.skills = Objects.requireNonNull(skills);
    }

    @Override
    public String name() {
        return "skill_view";
    }

    @Override
    public String description() {
        return "Loads a skill: instructions for a kind of work, and the files that belong to them. Load the one that fits before you begin "
                + "such work.";
    }

    @Override
    public JsonObject parameters() {
        List<Skill> usable = skills.usable();
        int share = usable.isEmpty() ? MAX_TOLD : MAX_TOLD / usable.size();
        JsonArrayBuilder names = Json.builders().createArrayBuilder();
        usable.forEach(skill -> names.add(skill.name()));
        String told = usable.stream().map(skill -> "- " + skill.name() + ": " + Truncation.marked(skill.description(), share))
                .collect(Collectors.joining("\n"));
        return object().add("type", "object").add("properties", object()
                .add("name", object().add("type", "string").add("enum", names).add("description", "The skill:\n" + told))
                .add("file", object().add("type", "string").add("description", "A file of its folder instead of its instructions."))
                .add("from", object().add("type", "integer").add("description", "Where to go on in a long text.")))
                .add("required", Json.builders().createArrayBuilder().add("name")).build();
    }

    private static JsonObjectBuilder object() {
        return Json.builders().createObjectBuilder();
    }

    @Override
    public boolean isFor(RequestScope request) {
        return !skills.usable().isEmpty();
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        ToolArguments given = new ToolArguments(arguments);
        String name = given.text("name").orElseThrow(() -> new ToolFailure("'name' is missing"));
        Skill skill = skills.named(name).orElseThrow(() -> new ToolFailure("there is no skill of this name; there are "
                + skills.usable().stream().map(Skill::name).collect(Collectors.joining(", "))));
        Optional<String> file = given.text("file");
        int from = given.number("from", 0, Skills.MAX_FILE, 0);
        try {
            String wanted = file.orElse(Skills.FILE);
            String text = SkillFile.text(SkillFile.within(skill.folder(), wanted), Skills.MAX_FILE);
            String whole = file.isPresent() ? text : FrontMatter.of(text).body();
            return piece(whole, Math.min(from, whole.length())) + (file.isPresent() || from > 0 ? "" : files(skill));
        } catch (SkillFile.UnreadableException e) {
            throw new ToolFailure((file.isPresent() ? "the file is not read: " : "the skill is not read: ") + e.why());
        }
    }

    private static String piece(String text, int from) {
        String rest = text.substring(from);
        String piece = Truncation.start(rest, MAX_TEXT);
        return piece.length() == rest.length() ? piece : piece + "\n[The text goes on: call again with from=" + (from + piece.length())
                + ".]";
    }

    /** Symbolic links are not followed here; those that stay inside can be read all the same. */
    private static String files(Skill skill) {
        try (Stream<Path> walk = Files.walk(skill.folder(), MAX_DEPTH)) {
            List<String> names = walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> skill.folder().relativize(path)).filter(path -> !SkillFile.isHidden(path)).map(Path::toString)
                    .filter(name -> !name.equals(Skills.FILE))
                    .limit(MAX_FILES).sorted().toList();
            return names.isEmpty() ? "" : "\n\n[Files of this skill: " + String.join(", ", names) + "]";
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }
}
