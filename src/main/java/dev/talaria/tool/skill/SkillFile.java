package dev.talaria.tool.skill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads files inside a folder, and none outside, whatever names and symbolic links say. Pure functions. */
final class SkillFile {
    private SkillFile() {
    }

    /** A file that is not read; the message says why, without a path. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String why) {
            super(why);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /** Returns the file that a relative name means. */
    static Path within(Path folder, String name) throws UnreadableException {
        try {
            Path relative = Path.of(name);
            if (relative.isAbsolute() || name.indexOf('\\') >= 0 || relative.normalize().startsWith("..")) {
                throw new UnreadableException("it is outside the folder");
            }
            Path real = folder.resolve(relative).toRealPath();
            if (!real.startsWith(folder)) {
                throw new UnreadableException("it is outside the folder");
            }
            if (isHidden(folder.relativize(real))) {
                throw new UnreadableException("it is hidden");
            }
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnreadableException("it is no file");
            }
            return real;
        } catch (InvalidPathException e) {
            throw new UnreadableException("it is no name of a file");
        } catch (IOException e) {
            throw new UnreadableException("there is no such file");
        }
    }

    /**
     * Returns whether the name of a file, or of a folder that it is in, begins with a dot, as those of a checkout's history and of secrets
     * do. Two dots do not hide: volumes of Kubernetes keep all their files in such a folder, behind links.
     */
    static boolean isHidden(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false).map(Path::toString)
                .anyMatch(name -> name.startsWith(".") && !name.startsWith(".."));
    }

    /** @param most bytes; a longer file is not read */
    static String text(Path file, int most) throws UnreadableException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new UnreadableException("it is longer than " + most + " bytes");
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new UnreadableException("it is no text");
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UnreadableException("it is no text in UTF-8");
        } catch (IOException e) {
            throw new UnreadableException("it cannot be read" + reason(e));
        }
    }

    private static String reason(IOException e) {
        @Nullable String reason = e instanceof FileSystemException known ? known.getReason() : null;
        return reason == null ? "" : " (" + reason + ")";
    }
}
