#!/bin/sh
# Takes a Talaria out of service and waits until its runs have ended: deploy/drain.sh http://127.0.0.1:8080/talaria 20
# The second argument is talaria.drain.grace in seconds: after it the server cancels what still runs. With "undo" in its place the server
# takes requests again. The key is read from TALARIA_API_KEY. Ends with 1 where runs have not ended, with curl's status where it fails.
set -eu
url=$1
grace=${2:-20}
key=${TALARIA_API_KEY%%,*}

ask() {
    printf 'header = "Authorization: Bearer %s"\n' "$key" \
        | curl -fsS --config - -X "$1" -H 'Content-Length: 0' "$url/api/admin/drain"
}

if [ "$grace" = undo ]; then
    ask DELETE
    echo
    exit
fi
said=$(ask POST)
echo "$said"
# What is cancelled after the grace time gets some seconds to say its last words.
patience=$((grace + 15))
while [ "$patience" -gt 0 ]; do
    case $said in
        *'"active_runs":0'*)
            # The last reader's last bytes.
            sleep 1
            exit ;;
    esac
    sleep 1
    patience=$((patience - 1))
    said=$(ask GET)
done
echo "$said" >&2
exit 1
