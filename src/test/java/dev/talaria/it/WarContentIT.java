package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The native code that the packaged file brings. */
class WarContentIT {
    private static final String NATIVE = "org/sqlite/native/";

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
