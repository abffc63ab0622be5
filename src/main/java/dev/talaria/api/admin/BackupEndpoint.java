package dev.talaria.api.admin;

import dev.talaria.access.Rights;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.store.Backups;
import dev.talaria.store.Backups.Backup;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** {@code /api/admin/backup}: backs up the embedded database while it is in use. Safe for many threads. */
public final class BackupEndpoint implements Endpoint {
    private static final String PATH = "/api/admin/backup";
    private static final int ACCEPTED = 202;

    private final Backups backups;

    public BackupEndpoint(Backups backups) {
        this.backups = Objects.requireNonNull(backups);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("admin_backup", PATH, this::begin)
                .audited(AuditAction.SERVER_BACKUP), Route.get("admin_backup_status", PATH, this::show));
    }

    private void begin(Exchange exchange) {
        exchange.require(Rights.SERVER_ADMIN);
        exchange.reply(new Reply(ACCEPTED, json(backups.start()), Map.of()));
    }

    private void show(Exchange exchange) {
        exchange.require(Rights.SERVER_ADMIN);
        exchange.reply(Reply.ok(json(backups.last()
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("No backup has been made since the server started")))));
    }

    private static String json(Backup backup) {
        return Json.object(json -> {
            json.write("object", "backup").write("status", backup.status().name().toLowerCase(Locale.ROOT))
                    .write("file", backup.file().toString()).write("started_at", backup.started().getEpochSecond());
            if (backup.ended() != null) {
                json.write("ended_at", backup.ended().getEpochSecond()).write("bytes", backup.bytes());
            }
            if (backup.error() != null) {
                json.writeStartObject("error").write("code", ErrorCode.BACKUP_FAILED.code()).write("message", backup.error()).writeEnd();
            }
        });
    }
}
