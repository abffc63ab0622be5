package dev.talaria.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a server and its PostgreSQL, which goes away and comes back as a test says. Safe for many threads. */
public final class DatabaseProxy implements AutoCloseable {
    /** What becomes of a connection in whose bytes to the database a word stands. */
    private enum Fate {
        /** The database gets it, and its answer is lost. */
        ANSWER_LOST,
        /** The database does not get it. */
        REQUEST_LOST
    }

    private record Omen(String word, Fate fate) {
    }

    private final ServerSocket entrance;
    private final int database;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean refusing;
    private boolean frozen;
    private Omen omen;

    private DatabaseProxy(ServerSocket entrance, int database) {
        this.entrance = entrance;
        this.database = database;
    }

    /** In front of the database of this JDBC URL. */
    public static DatabaseProxy before(String url) {
        try {
            ServerSocket entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            DatabaseProxy proxy = new DatabaseProxy(entrance, URI.create(url.substring("jdbc:".length())).getPort());
            proxy.begin(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL by which the database is reached through here. */
    public String through(String url) {
        return url.replaceFirst("//[^/]+/", "//127.0.0.1:" + entrance.getLocalPort() + "/");
    }

    /** From here on every connection breaks, and each new one at once. */
    public void goAway() {
        refuseNew();
        cut();
    }

    /** From here on new connections break at once. */
    public synchronized void refuseNew() {
        refusing = true;
    }

    /** Nothing gets through from here on, and no connection breaks. */
    public synchronized void freeze() {
        frozen = true;
    }

    /** As it was at first. */
    public synchronized void comeBack() {
        refusing = false;
        frozen = false;
        notifyAll();
    }

    /** Breaks what is open. */
    public void cut() {
        open.forEach(DatabaseProxy::closeQuietly);
    }

    /** Breaks the next connection that sends this word; the database has got it. */
    public synchronized void loseAnswerTo(String word) {
        omen = new Omen(word, Fate.ANSWER_LOST);
    }

    /** Breaks the next connection that sends this word, before the database has got it. */
    public synchronized void loseRequest(String word) {
        omen = new Omen(word, Fate.REQUEST_LOST);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                open.add(client);
                if (isRefusing()) {
                    closeQuietly(client);
                } else {
                    begin(() -> connect(client));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private synchronized boolean isRefusing() {
        return refusing;
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), database);
            open.add(server);
            begin(() -> carry(server, client, false));
            carry(client, server, true);
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private void carry(Socket from, Socket to, boolean requests) {
        byte[] bytes = new byte[65_536];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                Fate fate = requests ? fate(new String(bytes, 0, read, StandardCharsets.ISO_8859_1)) : null;
                if (fate == Fate.REQUEST_LOST) {
                    return;
                }
                awaitThaw();
                if (fate == Fate.ANSWER_LOST) {
                    // Nobody is there any more to take the answer.
                    from.close();
                }
                out.write(bytes, 0, read);
                out.flush();
                if (fate == Fate.ANSWER_LOST) {
                    to.shutdownOutput();
                    return;
                }
            }
        } catch (IOException e) {
            // The other end learns of it by its own connection.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized Fate fate(String sent) {
        if (omen == null || !sent.contains(omen.word())) {
            return null;
        }
        Fate fate = omen.fate();
        omen = null;
        return fate;
    }

    private synchronized void awaitThaw() throws IOException {
        try {
            while (frozen) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void begin(Runnable work) {
        Thread thread = new Thread(work, "database-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        comeBack();
        entrance.close();
        cut();
    }
}
