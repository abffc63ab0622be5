#!/bin/sh
# Copies the SQLite database of a Talaria that runs, waits for it and prints where the copy is:
#   deploy/backup.sh http://127.0.0.1:8080/talaria
# The key, which needs the rights of a server admin, is read from TALARIA_API_KEY.
set -eu
url=$1
key=${TALARIA_API_KEY%%,*}

ask() {
    printf 'header = "Authorization: Bearer %s"\n' "$key" | curl -sS --fail-with-body --config - "$@" "$url/api/admin/backup"
}

said=$(ask -X POST -H 'Content-Length: 0') || { echo "$said" >&2; exit 1; }
while :; do
    case $said in
        *'"status":"running"'*) sleep 1; said=$(ask) || { echo "$said" >&2; exit 1; } ;;
        *'"status":"completed"'*) printf '%s\n' "$said" | sed 's/.*"file":"\([^"]*\)".*/\1/'; exit 0 ;;
        *) echo "$said" >&2; exit 1 ;;
    esac
done
