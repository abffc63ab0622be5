package dev.talaria.tool.skill;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.text.LogText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The skills in a folder: each a folder with a {@code SKILL.md}, directly in it or in a folder of one category. The folder is looked
 * through
 * again when somebody asks, at most once in a while, and only files that have changed are read. Safe for many threads; blocks for the disk.
 */
public final class Skills {
    static final String FILE = "SKILL.md";
    static final int MAX_FILE = 200_000;
    private static final System.Logger LOG = System.getLogger(Skills.class.getName());
    private static final int MAX_SKILLS = 100;
    private static final int MAX_FOLDERS = 1_000;
    private static final int MAX_WARNINGS = 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path folder;
    private final Duration pause;
    @GuardedBy("this")
    private Map<Path, Known> known = new HashMap<>();
    @GuardedBy("this")
    private List<Skill> all = List.of();
    @GuardedBy("this")
    private Set<String> warned = Set.of();
    @GuardedBy("this")
    private long lookedAt;
    @GuardedBy("this")
    private boolean looked;

    /** A skill as it was read from this state of its file. */
    private record Known(FileTime changed, long size, Skill skill) {
    }

    /** @param folder need not exist */
    public Skills(Path folder) {
        this(folder, PAUSE);
    }

    /** @param pause after which the folder is looked through again */
    Skills(Path folder, Duration pause) {
        this.folder = Objects.requireNonNull(folder);
        this.pause = Objects.requireNonNull(pause);
    }

    /** Returns all, by name, with those that are faulty. */
    public synchronized List<Skill> all() {
        long now = System.nanoTime();
        if (!looked || now - lookedAt >= pause.toNanos()) {
            look();
            looked = true;
            lookedAt = now;
        }
        return all;
    }

    /** Returns those that can be used, by name. */
    public List<Skill> usable() {
        return all().stream().filter(Skill::usable).toList();
    }

    Optional<Skill> named(String name) {
        return usable().stream().filter(skill -> skill.name().equals(name)).findFirst();
    }

    @GuardedBy("this")
    private void look() {
        Map<Path, Known> seen = new HashMap<>();
        List<Skill> found = new ArrayList<>();
        try {
            Path root = folder.toRealPath();
            for (Path entry : folders(root)) {
                if (Files.exists(entry.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
                    found.add(skill(root, entry, Optional.empty(), seen));
                } else {
                    String category = entry.getFileName().toString();
                    for (Path inner : folders(entry)) {
                        if (Files.exists(inner.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
                            found.add(skill(root, inner, Optional.of(category), seen));
                        }
                    }
                }
            }
        } catch (IOException e) {
            if (Files.exists(folder)) {
                LOG.log(System.Logger.Level.WARNING, "The folder of skills cannot be read: " + e.getClass().getSimpleName());
            }
        }
        known = seen;
        all = distinct(found);
        warn();
    }

    private static List<Path> folders(Path parent) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
            for (Path entry : entries) {
                if (folders.size() < MAX_FOLDERS && !entry.getFileName().toString().startsWith(".")) {
                    folders.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.DEBUG, "A folder of skills cannot be read");
        }
        folders.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return folders;
    }

    @GuardedBy("this")
    private Skill skill(Path root, Path entry, Optional<String> category, Map<Path, Known> seen) {
        try {
            Path real = entry.toRealPath();
            if (!real.startsWith(root)) {
                return Skill.faulty(entry, category, "it is a link to a folder outside");
            }
            Path file = SkillFile.within(real, FILE);
            FileTime changed = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Known before = known.get(real);
            Known now = before != null && before.changed().equals(changed) && before.size() == size ? before
                    : new Known(changed, size, read(real, file, category));
            seen.put(real, now);
            return now.skill();
        } catch (SkillFile.UnreadableException e) {
            return Skill.faulty(entry, category, FILE + ": " + e.why());
        } catch (IOException e) {
            return Skill.faulty(entry, category, "it cannot be read");
        }
    }

    private static Skill read(Path real, Path file, Optional<String> category) {
        try {
            FrontMatter head = FrontMatter.of(SkillFile.text(file, MAX_FILE));
            return new Skill(head.name(), category, real, head.description(), Optional.empty());
        } catch (SkillFile.UnreadableException e) {
            return Skill.faulty(real, category, FILE + ": " + e.why());
        }
    }

    /** The first of several skills of one name counts, and so many as models can be told of. */
    private static List<Skill> distinct(List<Skill> found) {
        List<Skill> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Skill skill : found) {
            boolean taken = skill.usable() && !names.add(skill.name().toLowerCase(Locale.ROOT));
            boolean over = skill.usable() && names.size() > MAX_SKILLS;
            all.add(taken ? skill.because("another skill is called " + skill.name())
                    : over ? skill.because("there are more than " + MAX_SKILLS + " skills") : skill);
        }
        all.sort(Comparator.comparing(Skill::name));
        return List.copyOf(all);
    }

    @GuardedBy("this")
    private void warn() {
        Set<String> now = new HashSet<>();
        for (Skill skill : all) {
            skill.fault().ifPresent(why -> now.add("The skill " + LogText.plain(skill.name(), 100) + " cannot be used: "
                    + LogText.plain(why, 500)));
        }
        Set<String> told = warned;
        now.stream().filter(words -> !told.contains(words)).sorted().limit(MAX_WARNINGS)
                .forEach(words -> LOG.log(System.Logger.Level.WARNING, words));
        warned = Set.copyOf(now);
    }
}
