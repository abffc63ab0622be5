#!/usr/bin/env python3
"""Imports the chats of a ChatGPT export or of an Open WebUI export into Talaria's memory.

    TALARIA_API_KEY=… python3 deploy/import-chats.py --session-key user-42 export.zip

Takes ChatGPT's archive or the conversations*.json in it, and the JSON files that Open WebUI exports. Of each chat the branch that its
owner sees is imported: what the user and the assistant said, as text, with its time. Every message has a stable id, so that an import can
be repeated, and continued after a failure, without doubles. Needs Python 3.8 or newer and nothing else. A file may be of any size: one
chat at a time is held in memory.
"""
import argparse
import http.client
import json
import os
import re
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile

CHUNK = 1 << 20
MAX_MESSAGES = 500
MAX_BYTES = 4_000_000
MAX_TEXT = 1_000_000
ATTEMPTS = 6
STRUCTURE = re.compile(rb'[{}\[\]"]')
IN_STRING = re.compile(rb'["\\]')
# Marks in ChatGPT's answers that its own page turns into links, and Open WebUI's folded thoughts and tool calls.
MARKS = re.compile("\ue200.*?\ue201|[\ue000-\uf8ff]", re.DOTALL)
FOLDED = re.compile(r'<details\b[^>]*\btype="[^"]*"[^>]*>.*?</details>\s*', re.DOTALL)


def elements(source):
    """Yields offset and length of each object in the array that a file of JSON holds, or of the file's only object."""
    depth, start, offset, in_string, escaped = 0, None, 0, False, False
    nested = None
    while True:
        chunk = source.read(CHUNK)
        if not chunk:
            break
        at = 0
        if escaped:
            at, escaped = 1, False
        while at < len(chunk):
            found = (IN_STRING if in_string else STRUCTURE).search(chunk, at)
            if not found:
                break
            at = found.end()
            mark = found.group()
            if mark == b"\\":
                escaped = at == len(chunk)
                at += 1
            elif mark == b'"':
                in_string = not in_string
            elif mark in b"{[":
                if nested is None:
                    nested = 1 if mark == b"[" else 0
                if mark == b"{" and depth == nested:
                    start = offset + found.start()
                depth += 1
            else:
                depth -= 1
                if mark == b"}" and depth == nested:
                    yield start, offset + at - start
        offset += len(chunk)
    if depth or in_string:
        raise ValueError("the file ends in the middle of a chat")


def read(source, place):
    source.seek(place[0])
    return json.loads(source.read(place[1]).decode("utf-8", "replace"))


def seconds(value):
    """Reads a time in seconds or milliseconds since 1970; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        return None
    return value / 1000 if value > 100_000_000_000 else value


def branch(nodes, last, parent):
    """Returns the ids from the root of a tree of messages to its node `last`."""
    path, seen = [], set()
    while isinstance(last, str) and last in nodes and last not in seen:
        seen.add(last)
        path.append(last)
        last = nodes[last].get(parent) if isinstance(nodes[last], dict) else None
    return path[::-1]


def newest(nodes, said):
    """Returns the message that was said last, for a chat that names no current one."""
    return max(nodes, key=lambda node: said(nodes[node]) or 0, default=None)


def chatgpt(chat):
    """Yields role, text, time and id of what was said in a chat of ChatGPT."""
    nodes = chat["mapping"]
    message_of = lambda node: (node.get("message") if isinstance(node, dict) else None) or {}
    current = chat.get("current_node")
    if current not in nodes:
        current = newest(nodes, lambda node: seconds(message_of(node).get("create_time")))
    for node in branch(nodes, current, "parent"):
        message = message_of(nodes[node])
        content, about = message.get("content") or {}, message.get("metadata") or {}
        hidden = about.get("is_visually_hidden_from_conversation") or message.get("weight") == 0
        if hidden or message.get("recipient") not in (None, "all") or content.get("content_type") not in ("text", "multimodal_text"):
            continue
        parts = [part for part in content.get("parts") or [] if isinstance(part, str)]
        yield (message.get("author") or {}).get("role"), MARKS.sub("", "\n".join(parts)), seconds(message.get("create_time")), node


def openwebui(chat):
    """Yields role, text, time and id of what was said in a chat of Open WebUI."""
    history = chat.get("history") or {}
    nodes = history.get("messages") or {}
    if nodes:
        current = history.get("currentId")
        if current not in nodes:
            current = newest(nodes, lambda node: seconds(node.get("timestamp")))
        messages = [nodes[node] for node in branch(nodes, current, "parentId")]
    else:
        messages = chat.get("messages") or []
    for place, message in enumerate(messages):
        content = message.get("content")
        if isinstance(content, list):
            content = "\n".join(part.get("text", "") for part in content if isinstance(part, dict) and part.get("type") == "text")
        text = content if isinstance(content, str) else ""
        if message.get("role") == "assistant":
            text = FOLDED.sub("", text)
        yield message.get("role"), text, seconds(message.get("timestamp")), message.get("id") or str(place)


def messages(chat):
    """Returns what an import takes of one chat of either kind; empty for anything else."""
    if not isinstance(chat, dict):
        return []
    if isinstance(chat.get("mapping"), dict):
        kind, session, begun = "chatgpt", chat.get("conversation_id") or chat.get("id"), seconds(chat.get("create_time"))
        spoken = chatgpt(chat)
    elif isinstance(chat.get("chat"), dict) or "history" in chat or "messages" in chat:
        inner = chat["chat"] if isinstance(chat.get("chat"), dict) else chat
        kind, session = "openwebui", chat.get("id") or inner.get("id")
        begun = seconds(chat.get("created_at")) or seconds(inner.get("timestamp"))
        spoken = openwebui(inner)
    else:
        return []
    session = session or "%s-%s" % (kind, begun)
    said = []
    for role, text, at, ident in spoken:
        text = text.strip()
        begun = at or begun
        if role in ("user", "assistant") and text:
            about = {"id": "%s:%s:%s" % (kind, session, ident), "session_id": session, "source": kind}
            title = chat.get("title")
            if isinstance(title, str) and title:
                about["title"] = title[:200]
            one = {"role": role, "content": text[:MAX_TEXT], "metadata": about}
            if begun:
                one["created_at"] = round(begun, 6)
            said.append(one)
    return said


def begun(chat):
    """Returns when a chat began, by which chats are imported in order."""
    if not isinstance(chat, dict):
        return 0
    inner = chat.get("chat") if isinstance(chat.get("chat"), dict) else chat
    return seconds(chat.get("create_time")) or seconds(chat.get("created_at")) or seconds(inner.get("timestamp")) or 0


class Talaria:
    """The memory API of one server, in one memory scope."""

    def __init__(self, url, headers):
        self.url = url.rstrip("/") + "/v1/memory/messages"
        self.headers = dict(headers, **{"Content-Type": "application/json"})
        self.waiting, self.size = [], 0
        self.stored = self.existing = 0

    def add(self, message):
        size = len(json.dumps(message))
        if self.waiting and (len(self.waiting) == MAX_MESSAGES or self.size + size > MAX_BYTES):
            self.send()
        self.waiting.append(message)
        self.size += size

    def send(self):
        if self.waiting:
            answer = self.post(json.dumps({"messages": self.waiting}).encode())
            self.stored += answer["stored"]
            self.existing += answer["existing"]
            self.waiting, self.size = [], 0

    def post(self, body):
        """Sends a request; waits and tries again while the server is busy or away."""
        for attempt in range(1, ATTEMPTS + 1):
            pause = min(2 ** attempt, 30)
            try:
                with urllib.request.urlopen(urllib.request.Request(self.url, body, self.headers), timeout=120) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                words = refused.read().decode("utf-8", "replace")[:500]
                if refused.code not in (408, 429) and refused.code < 500 or attempt == ATTEMPTS:
                    sys.exit("Talaria refuses the import: HTTP %d %s" % (refused.code, words))
                after = refused.headers.get("Retry-After", "")
                pause = min(int(after), 120) if after.isdigit() else pause
            except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as failed:
                if attempt == ATTEMPTS:
                    sys.exit("Talaria does not answer at %s: %s" % (self.url, failed))
            time.sleep(pause)


def files(path, folder):
    """Yields the files of JSON in an export; those of an archive are unpacked one by one."""
    if not zipfile.is_zipfile(path):
        yield path, open(path, "rb")
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.search(r"(^|/)(conversations[^/]*|chat-export[^/]*)\.json$", name)]
        if not names:
            sys.exit("%s: no conversations.json in this archive" % path)
        for name in sorted(names):
            with tempfile.TemporaryFile(dir=folder) as unpacked:
                with archive.open(name) as packed:
                    shutil.copyfileobj(packed, unpacked, CHUNK)
                unpacked.seek(0)
                yield "%s: %s" % (path, name), unpacked


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("exports", nargs="+", help="conversations.json, an archive that holds it, or Open WebUI's chat export")
    options.add_argument("--url", default="http://127.0.0.1:8642", help="where Talaria is; default %(default)s")
    options.add_argument("--session-key", help="whose memory: X-Hermes-Session-Key")
    options.add_argument("--user", help="whose memory, with API keys that go by users: X-Hermes-User-Id")
    options.add_argument("--temporary", help="a folder for what an archive holds")
    given = options.parse_args()
    key = os.environ.get("TALARIA_API_KEY")
    if not key or not (given.session_key or given.user):
        options.error("set TALARIA_API_KEY, and say whose memory by --session-key or --user")
    headers = {"Authorization": "Bearer " + key}
    if given.session_key:
        headers["X-Hermes-Session-Key"] = given.session_key
    if given.user:
        headers["X-Hermes-User-Id"] = given.user
    # HTTP headers are bytes; Talaria reads them as UTF-8.
    server = Talaria(given.url, {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()})
    chats = 0
    for path in given.exports:
        for name, source in files(path, given.temporary):
            with source:
                try:
                    places = sorted((begun(read(source, place)), place) for place in list(elements(source)))
                except ValueError as fault:
                    sys.exit("%s: not an export of chats: %s" % (name, fault))
                for _, place in places:
                    said = messages(read(source, place))
                    chats += 1 if said else 0
                    for message in said:
                        server.add(message)
    server.send()
    print("%d chats: %d messages imported, %d were there already" % (chats, server.stored, server.existing))


if __name__ == "__main__":
    main()
