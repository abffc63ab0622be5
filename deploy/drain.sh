#!/bin/sh
# Takes a Talaria out of service and waits until it may be stopped: deploy/drain.sh http://127.0.0.1:8080/talaria 20
# The key is read from TALARIA_API_KEY; the second argument is talaria.drain.grace in seconds.
set -eu
url=$1
grace=${2:-20}
key=${TALARIA_API_KEY%%,*}

printf 'header = "Authorization: Bearer %s"\n' "$key" \
    | curl -fsS --config - -X POST -H 'Content-Length: 0' "$url/api/admin/drain"
echo
sleep "$grace"
