"""OpenAI's package for Python on the Responses and Conversations APIs."""

import json
import time

from openai import BadRequestError, NotFoundError, OpenAI
from pydantic import BaseModel

from suite import KEY, ROME, SERVER_WISH, URL, WISH, run, weather

TOOLS = [{"type": "function", "name": "weather", "strict": False, "description": weather.__doc__,
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}]

client = OpenAI(base_url=URL, api_key=KEY, max_retries=0)


class City(BaseModel):
    name: str
    population: int


def create(text, **more):
    return client.responses.create(model="talaria", input=text, **more)


def result_of(call):
    return {"type": "function_call_output", "call_id": call.call_id, "output": weather(**json.loads(call.arguments))}


def ended(response):
    for _ in range(200):
        if response.status not in ("queued", "in_progress"):
            return response
        time.sleep(0.05)
        response = client.responses.retrieve(response.id)
    raise AssertionError(response.status)


def whole():
    response = create("say:hello", instructions="Be brief.", metadata={"a": "b"})
    assert response.output_text == "hello" and response.status == "completed"
    assert response.usage.total_tokens > 0 and response.metadata == {"a": "b"}


def accumulated_stream():
    with client.responses.stream(model="talaria", input="tokens:5") as events:
        deltas = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        assert deltas == events.get_final_response().output_text == "w0 w1 w2 w3 w4"


def accumulated_tool_call():
    with client.responses.stream(model="talaria", input=WISH, tools=TOOLS) as events:
        snapshots = [event.snapshot for event in events if event.type == "response.function_call_arguments.delta"]
        assert snapshots[-1] == events.get_final_response().output[0].arguments == '{"city":"Rome"}'


def tool_by_previous_response():
    asked = create(WISH, tools=TOOLS)
    answer = create([result_of(asked.output[0])], tools=TOOLS, previous_response_id=asked.id)
    assert "22 degrees in Rome" in answer.output_text and answer.previous_response_id == asked.id


def tool_by_history():
    asked = create(WISH, tools=TOOLS, store=False)
    history = [{"role": "user", "content": WISH}, *asked.output, result_of(asked.output[0])]
    assert "22 degrees in Rome" in create(history, tools=TOOLS, store=False).output_text


def custom_tool():
    note = [{"type": "custom", "name": "note"}, {"type": "web_search"}]
    wish = 'tool:note {"input":"a \\"b\\"\\n"}'
    with client.responses.stream(model="talaria", input=wish, tools=note) as events:
        deltas = "".join(event.delta for event in events if event.type == "response.custom_tool_call_input.delta")
        call = events.get_final_response().output[0]
    assert (call.type, call.name, call.input) == ("custom_tool_call", "note", deltas) and deltas == 'a "b"\n'
    noted = {"type": "custom_tool_call_output", "call_id": call.call_id, "output": "noted"}
    history = [{"role": "user", "content": wish}, call, noted]
    assert "noted" in create(history, tools=note, store=False).output_text


def summary():
    with client.responses.stream(model="talaria", input="reason:let me see && say:yes", reasoning={"summary": "auto"}) as events:
        assert events.get_final_response().output[0].summary[0].text == "let me see"


def server_tool():
    response = create(SERVER_WISH)
    assert [item.type for item in response.output] == ["function_call", "function_call_output", "message"]
    assert "buy milk" in response.output_text


def parsed():
    assert client.responses.parse(model="talaria", input=ROME, text_format=City).output_parsed == City(name="Rome", population=3)
    assert isinstance(client.responses.parse(model="talaria", input="Which city?", text_format=City).output_parsed, City)


def background():
    begun = create("tokens:20 && slow:5", background=True)
    assert begun.status in ("queued", "in_progress")
    assert ended(begun).output_text.endswith("w19")


def resumed_stream():
    begun = create("tokens:20 && slow:5", background=True, stream=True)
    first = [next(begun) for _ in range(6)]
    begun.close()
    id = first[0].response.id
    rest = list(client.responses.retrieve(id, stream=True, starting_after=first[-1].sequence_number))
    assert [event.sequence_number for event in first + rest] == list(range(len(first) + len(rest)))
    assert rest[-1].type == "response.completed"
    with client.responses.stream(response_id=id, starting_after=first[-1].sequence_number) as events:
        assert events.get_final_response().output_text.endswith("w19")


def cancelled():
    begun = create("tokens:4000 && slow:50", background=True)
    client.responses.cancel(begun.id)
    assert ended(begun).status == "cancelled"


def stored():
    response = create([{"role": "user", "content": "My parrot is called Figaro."}])
    assert client.responses.retrieve(response.id) == response
    (item,) = client.responses.input_items.list(response.id)
    assert item.content[0].text == "My parrot is called Figaro." and item.id
    assert "Figaro" in create("What is my parrot called?", previous_response_id=response.id).output_text
    client.responses.delete(response.id)
    fails(NotFoundError, "response_not_found", lambda: client.responses.retrieve(response.id))


def conversations():
    conversation = client.conversations.create(metadata={"topic": "birds"},
                                               items=[{"type": "message", "role": "user", "content": "My parrot is called Figaro."}])
    assert "Figaro" in create("What is my parrot called?", conversation=conversation.id).output_text
    added = client.conversations.items.create(conversation.id, items=[{"type": "message", "role": "user", "content": "Hm."}])
    items = list(client.conversations.items.list(conversation.id, order="asc", limit=2))
    assert [item.role for item in items] == ["user", "user", "assistant", "user"]
    assert client.conversations.items.retrieve(added.data[0].id, conversation_id=conversation.id).content[0].text == "Hm."
    client.conversations.items.delete(added.data[0].id, conversation_id=conversation.id)
    assert len(list(client.conversations.items.list(conversation.id))) == 3
    assert client.conversations.update(conversation.id, metadata={"topic": "pets"}).metadata == {"topic": "pets"}
    assert client.conversations.delete(conversation.id).deleted
    fails(NotFoundError, "conversation_not_found", lambda: client.conversations.retrieve(conversation.id))


def counted():
    assert client.responses.input_tokens.count(model="talaria", input="How many are these?").input_tokens > 0


def errors():
    fails(BadRequestError, "unsupported_parameter", lambda: create("hi", tools=[{"type": "web_search"}], tool_choice="required"))
    try:
        with client.responses.stream(model="talaria", input="tokens:3 && error:500") as events:
            assert events.get_final_response().status == "failed"
    except RuntimeError as error:  # how the accumulator tells that no response was completed
        assert "response.completed" in str(error), error


def fails(kind, code, call):
    try:
        call()
    except kind as error:
        assert error.code == code, error
        return
    raise AssertionError("no error")


run([whole, accumulated_stream, accumulated_tool_call, tool_by_previous_response, tool_by_history, custom_tool, summary, server_tool,
     parsed, background, resumed_stream, cancelled, stored, conversations, counted, errors])
