"""OpenAI's package for Python on chat completions."""

from openai import APIStatusError, AuthenticationError, BadRequestError, ConflictError, InternalServerError, OpenAI

from suite import KEY, SERVER_WISH, URL, WISH, run

CITY = {"type": "object", "properties": {"city": {"type": "string"}}}
WEATHER = {"type": "function", "function": {"name": "weather", "parameters": CITY}}

client = OpenAI(base_url=URL, api_key=KEY, max_retries=0, default_headers={"X-Hermes-Session-Key": "python"})


def chat(text, **more):
    return client.chat.completions.create(model="talaria", messages=[{"role": "user", "content": text}], **more)


def failure(kind, call):
    try:
        call()
    except APIStatusError as error:
        assert isinstance(error, kind), error
        return error
    raise AssertionError("no error")


def whole():
    answer = chat("say:hello")
    assert answer.choices[0].message.content == "hello"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens > 0


def stream():
    chunks = list(chat("tokens:5", stream=True, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "w0 w1 w2 w3 w4"
    assert chunks[-1].usage.total_tokens > 0 and not chunks[-1].choices
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


def stream_with_progress():
    chunks = list(chat(SERVER_WISH, stream=True))
    assert "buy milk" in "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


def accumulated_stream():
    with client.chat.completions.stream(model="talaria", messages=[{"role": "user", "content": "say:hello there"}]) as events:
        assert events.get_final_completion().choices[0].message.content == "hello there"


def tools():
    question = {"role": "user", "content": WISH}
    asked = client.chat.completions.create(model="talaria", messages=[question], tools=[WEATHER])
    assert asked.choices[0].finish_reason == "tool_calls"
    call = asked.choices[0].message.tool_calls[0]
    assert (call.function.name, call.function.arguments) == ("weather", '{"city":"Rome"}')
    result = {"role": "tool", "tool_call_id": call.id, "content": "22 degrees"}
    answer = client.chat.completions.create(model="talaria", messages=[question, asked.choices[0].message, result], tools=[WEATHER])
    assert "22 degrees" in answer.choices[0].message.content


def streamed_tools():
    calls = [c for chunk in chat(WISH, tools=[WEATHER], stream=True) for c in chunk.choices[0].delta.tool_calls or []]
    assert calls[0].function.name == "weather" and calls[0].id
    assert "".join(c.function.arguments or "" for c in calls) == '{"city":"Rome"}'


def errors():
    bad = failure(BadRequestError, lambda: chat("hi", n=2))
    assert (bad.code, bad.param, bad.type) == ("unsupported_parameter", "n", "invalid_request_error")
    denied = failure(AuthenticationError, lambda: client.with_options(api_key="wrong").models.list())
    assert denied.code == "invalid_api_key"
    upstream = failure(InternalServerError, lambda: chat("error:500"))
    assert (upstream.status_code, upstream.code) == (502, "upstream_error")
    once = {"Idempotency-Key": "python-conflict"}
    chat("say:one", extra_headers=once)
    conflict = failure(ConflictError, lambda: chat("say:two", extra_headers=once))
    assert conflict.code == "idempotency_key_conflict" and conflict.response.headers["x-should-retry"] == "false"


def broken_stream():
    said = ""
    try:
        for chunk in chat("tokens:3 && error:500", stream=True):
            said += chunk.choices[0].delta.content or ""
    except Exception as error:
        assert said == "w0 w1 w2" and "HTTP 500" in str(error), (said, error)
        return
    raise AssertionError("a broken stream looked whole")


def headers():
    raw = client.chat.completions.with_raw_response.create(model="talaria", messages=[{"role": "user", "content": "say:hi"}],
                                                           extra_headers={"X-Hermes-Session-Id": "raw"})
    assert raw.headers["X-Hermes-Session-Id"] == "raw" and raw.headers["X-Hermes-Session-Key"] == "python"
    assert raw.headers["X-Hermes-Run-Id"].startswith("run_") and raw.headers["X-Request-Id"]
    assert raw.parse().choices[0].message.content == "hi"


def memory():
    chat("My favourite colour is teal.", extra_headers={"X-Hermes-Session-Id": "monday"})
    answer = chat("What is my favourite colour?", extra_headers={"X-Hermes-Session-Id": "tuesday"})
    assert "teal" in answer.choices[0].message.content


def models():
    assert client.models.list().data[0].id == "talaria" and client.models.retrieve("talaria").id == "talaria"


run([whole, stream, stream_with_progress, accumulated_stream, tools, streamed_tools, errors, broken_stream, headers, memory, models])
