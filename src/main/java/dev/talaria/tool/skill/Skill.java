package dev.talaria.tool.skill;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A folder with instructions in a file {@code SKILL.md}.
 *
 * @param name        by which the model asks for it; of a faulty one the name of its folder
 * @param category    the folder around it; empty if it stands in the folder of skills itself
 * @param folder      without symbolic links
 * @param description when to use it; empty for a faulty one
 * @param fault       why it cannot be used; empty if it can
 */
public record Skill(String name, Optional<String> category, Path folder, String description, Optional<String> fault) {
    public Skill {
        Objects.requireNonNull(name);
        Objects.requireNonNull(category);
        Objects.requireNonNull(folder);
        Objects.requireNonNull(description);
        Objects.requireNonNull(fault);
    }

    static Skill faulty(Path folder, Optional<String> category, String why) {
        return new Skill(folder.getFileName().toString(), category, folder, "", Optional.of(why));
    }

    Skill because(String why) {
        return faulty(folder, category, why);
    }

    /** Returns whether it can be used. */
    public boolean usable() {
        return fault.isEmpty();
    }
}
