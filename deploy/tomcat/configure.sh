#!/bin/sh
# Adds what Talaria needs to the conf/server.xml of a Tomcat and leaves all else as it is; may be run again:
#   deploy/tomcat/configure.sh "$CATALINA_BASE" [ATTRIBUTE=VALUE ...]
# Each HTTP connector gets the attributes below that it has not, and the host gets answers in JSON for what no application takes, unless it
# has an error report of its own. ATTRIBUTE=VALUE sets an attribute of the connectors whether it is there or not. Comments are passed over.
# What was before is kept as conf/server.xml.before-talaria.
set -eu
deploy=$(dirname "$0")
conf=${1:?the folder of Tomcat, CATALINA_BASE}/conf
shift

# Each open stream is a connection; the usual 8192 is a limit that streams reach.
# keepAliveTimeout: longer than a proxy keeps an idle connection, which else sends into a closed one.
# encodedSolidusHandling: ids in paths may hold an encoded slash.
# maxSwallowSize: a body that is refused is read to the end, so that its sender sees the reply.
# maxHttpRequestHeaderSize: chat UIs send long cookies and tokens.
usual='maxConnections=20000 acceptCount=2000 keepAliveTimeout=75000 connectionTimeout=20000 encodedSolidusHandling=passthrough
maxSwallowSize=16777216 maxHttpRequestHeaderSize=32768'

new=$(mktemp "$conf/server.xml.XXXXXX")
trap 'rm -f "$new"' EXIT
awk -v usual="$usual" -v given="$*" '
    function has(tag, name) { return match(tag, "[ \t\r\n]" name "[ \t\r\n]*=") }

    function with(tag, name, value,    start, rest, quote) {
        if (!has(tag, name)) {
            match(tag, "[ \t\r\n]*/?>$")
            return substr(tag, 1, RSTART - 1) "\n               " name "=\"" value "\"" substr(tag, RSTART)
        }
        start = RSTART + RLENGTH
        rest = substr(tag, start)
        match(rest, /["\047]/)
        quote = substr(rest, RSTART, 1)
        rest = substr(rest, RSTART + 1)
        return substr(tag, 1, start - 1) "\"" value "\"" substr(rest, index(rest, quote) + 1)
    }

    function connector(tag,    i, n, pairs, pair) {
        if (has(tag, "protocol") && substr(tag, RSTART) !~ /^[ \t\r\n]protocol[ \t\r\n]*=[ \t\r\n]*["\047](HTTP|org\.apache\.coyote\.http11)/) {
            return tag
        }
        n = split(usual, pairs, /[ \n]+/)
        for (i = 1; i <= n; i++) {
            split(pairs[i], pair, "=")
            if (!has(tag, pair[1])) { tag = with(tag, pair[1], pair[2]) }
        }
        n = split(given, pairs, " ")
        for (i = 1; i <= n; i++) {
            tag = with(tag, substr(pairs[i], 1, index(pairs[i], "=") - 1), substr(pairs[i], index(pairs[i], "=") + 1))
        }
        connectors++
        return tag
    }

    # The tag that begins the text, with its last character, which is no ">" within quotes.
    function whole(text,    i, c, quote) {
        for (i = 1; i <= length(text); i++) {
            c = substr(text, i, 1)
            if (quote != "") { if (c == quote) { quote = "" } }
            else if (c == "\"" || c == "\047") { quote = c }
            else if (c == ">") { return substr(text, 1, i) }
        }
        return text
    }

    function upTo(text, mark,    at) { at = index(text, mark); return at ? substr(text, 1, at + length(mark) - 1) : text }

    { text = text $0 "\n" }

    END {
        report = "\n        <!-- What no application takes is answered in JSON, without stack and version. -->\n" \
            "        <Valve className=\"org.apache.catalina.valves.ErrorReportValve\" showReport=\"false\" showServerInfo=\"false\"\n" \
            "               errorCode.0=\"conf/refused.json\" errorCode.404=\"conf/not-found.json\"/>"
        while (match(text, /<(!--|!\[CDATA\[|[A-Za-z])/)) {
            done = done substr(text, 1, RSTART - 1)
            text = substr(text, RSTART)
            piece = text ~ /^<!--/ ? upTo(text, "-->") : text ~ /^<!\[/ ? upTo(text, "]]>") : whole(text)
            text = substr(text, length(piece) + 1)
            if (piece ~ /^<Connector[ \t\r\n]/) { piece = connector(piece) }
            if (piece ~ /^<Valve[ \t\r\n]/ && piece ~ /ErrorReportValve/ || piece ~ /^<Host[ \t\r\n]/ && has(piece, "errorReportValveClass")) {
                reported = 1
            }
            done = done piece
            if (piece ~ /^<Host[ \t\r\n]/ && !host) { host = length(done) + 1; childless = piece ~ /\/>$/ }
        }
        done = done text
        if (!connectors || !host) { print "no HTTP connector or no host in server.xml" > "/dev/stderr"; exit 1 }
        if (!reported && childless) {
            done = substr(done, 1, host - 3) ">" report "\n      </Host>" substr(done, host)
        } else if (!reported) {
            done = substr(done, 1, host - 1) report substr(done, host)
        }
        printf "%s", done
    }' "$conf/server.xml" > "$new"

cp "$deploy"/../errors/*.json "$conf/"
if ! cmp -s "$new" "$conf/server.xml"; then
    [ -e "$conf/server.xml.before-talaria" ] || cp -p "$conf/server.xml" "$conf/server.xml.before-talaria"
    # Into the file, which keeps its owner and who may read it.
    cat "$new" > "$conf/server.xml"
fi
