package dev.talaria.testing;

import dev.talaria.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for a word wherever a database may keep it. */
public final class Marked {
    private Marked() {
    }

    /** The columns, as {@code table.column} in their order, in which the word stands; whatever their types. */
    public static List<String> columns(Database database, String word) {
        return database.read(handle -> {
            try {
                return columns(handle.getConnection(), word);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static List<String> columns(Connection connection, String word) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found = connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        TreeSet<String> marked = new TreeSet<>();
        for (String table : tables) {
            try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        if (text(rows.getObject(i)).contains(word)) {
                            marked.add(table + "." + rows.getMetaData().getColumnName(i));
                        }
                    }
                }
            }
        }
        if (tables.size() < 10) {
            throw new AssertionError("only these tables were found: " + tables);
        }
        return List.copyOf(marked);
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(value);
    }

    /** Whether the word stands in the database's file or one of those beside it, such as its log. */
    public static boolean inFiles(Path file, String word) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path one : files.filter(path -> path.getFileName().toString().startsWith(file.getFileName().toString())).toList()) {
                if (new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1).contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
