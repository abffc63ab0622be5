#!/bin/sh
# Makes of a stock Tomcat the one of the tests: by deploy/, on a port that is told at the start, and without the one for stopping it.
set -eu
sh "$(dirname "$0")/../../../deploy/tomcat/configure.sh" "$1" address=127.0.0.1 'port=${http.port:-8080}'
# Applications come and go by the manager alone.
sed -i 's/<Server port="8005"/<Server port="-1"/; s/autoDeploy="true"/autoDeploy="false"/' "$1/conf/server.xml"
