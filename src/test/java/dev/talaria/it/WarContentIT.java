package dev.talaria.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What the packaged file brings: libraries, native code, licences and the list of its parts. */
class WarContentIT {
    private static final String NATIVE = "org/sqlite/native/";
    private static final String LIBRARIES = "WEB-INF/lib/";
    /** A library, then its licence in another column. */
    private static final Pattern LINE_OF_NOTICE = Pattern.compile("(\\S+) {2,}(?!Licence$)\\S.*");
    private static final Pattern BEFORE_A_RELEASE = Pattern.compile("(?i)[-.](snapshot|alpha|beta|m|rc|cr|pre|dev)-?\\d*[.]jar$");

    @Test
    void bringsSqliteOnceAndForTheSupportedPlatformsAlone() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("it.war"))) {
            List<? extends ZipEntry> drivers = war.stream().filter(entry -> entry.getName().matches(".*/lib/.*sqlite.*[.]jar")).toList();
            assertEquals(1, drivers.size(), drivers.toString());

            try (InputStream driver = war.getInputStream(drivers.get(0))) {
                assertEquals("Linux-Musl/aarch64 Linux-Musl/x86_64 Linux/aarch64 Linux/x86_64 Mac/aarch64 Mac/x86_64 Windows/x86_64",
                        platforms(driver.readAllBytes()));
            }
        }
    }

    @Test
    void namesEachLibraryInTheNoticeWithItsLicence() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("it.war"))) {
            List<String> noticed = text(war, "META-INF/NOTICE").lines().map(LINE_OF_NOTICE::matcher).filter(Matcher::matches)
                    .map(line -> line.group(1)).toList();

            assertEquals(libraries(war), noticed);
            assertTrue(text(war, "META-INF/LICENSE").contains("Apache License"));
        }
    }

    @Test
    void hasAListOfItsLibrariesForScannersBesideIt() throws IOException {
        Path file = Path.of(System.getProperty("it.bom"));
        assumeTrue(Files.exists(file), "Maven makes the list only where it is online");
        try (ZipFile war = new ZipFile(System.getProperty("it.war")); JsonReader bom = Json.createReader(Files.newBufferedReader(file))) {
            List<String> listed = bom.readObject().getJsonArray("components").stream().map(part -> part.asJsonObject().getString("name"))
                    .sorted().toList();

            assertEquals(libraries(war), listed);
        }
    }

    @Test
    void bringsReleasesAlone() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("it.war"))) {
            assertEquals(List.of(), jars(war).filter(jar -> BEFORE_A_RELEASE.matcher(jar).find()).toList());
        }
    }

    private static List<String> libraries(ZipFile war) {
        return jars(war).map(jar -> jar.replaceFirst("(-\\d.*)?[.]jar$", "")).sorted().toList();
    }

    private static Stream<String> jars(ZipFile war) {
        return war.stream().map(ZipEntry::getName).filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                .map(name -> name.substring(LIBRARIES.length()));
    }

    private static String text(ZipFile war, String name) throws IOException {
        try (InputStream in = war.getInputStream(war.getEntry(name))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static String platforms(byte[] jar) throws IOException {
        TreeSet<String> platforms = new TreeSet<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().startsWith(NATIVE) && !entry.isDirectory()) {
                    platforms.add(entry.getName().substring(NATIVE.length(), entry.getName().lastIndexOf('/')));
                }
            }
        }
        return platforms.stream().collect(Collectors.joining(" "));
    }
}
