"""OpenAI's Agents SDK for Python, on chat completions and on responses."""

from agents import (Agent, ModelSettings, OpenAIChatCompletionsModel, OpenAIConversationsSession, OpenAIResponsesModel, Runner,
                    function_tool, set_tracing_disabled)
from openai import AsyncOpenAI
from pydantic import BaseModel

from suite import KEY, ROME, SERVER_WISH, URL, WISH, run, weather

set_tracing_disabled(True)
client = AsyncOpenAI(base_url=URL, api_key=KEY, max_retries=0)


class City(BaseModel):
    name: str
    population: int


def agent(model, **more):
    return Agent(**{"name": "Guide", "instructions": "Be brief.", "model": model, "tools": [function_tool(weather)], **more})


async def tells(agent, text, said, **more):
    result = await Runner.run(agent, text, **more)
    assert said in result.final_output, result.final_output
    return result


async def whole(model):
    await tells(agent(model), WISH, "22 degrees in Rome")
    await tells(agent(model), WISH + ' && tool:weather {"city":"Oslo"}', "22 degrees in Oslo")


async def streamed(model):
    result = Runner.run_streamed(agent(model), WISH)
    said, seen = "", set()
    async for event in result.stream_events():
        seen.add(getattr(event, "name", event.type))
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            said += event.data.delta
    assert said == result.final_output and "22 degrees in Rome" in said
    assert {"tool_called", "tool_output", "message_output_created"} <= seen


async def history(model):
    told = await tells(agent(model), "My parrot is called Figaro.", "Figaro")
    used = await tells(agent(model), [*told.to_input_list(), {"role": "user", "content": WISH}], "22 degrees")
    await tells(agent(model), [*used.to_input_list(), {"role": "user", "content": "What is my parrot called?"}], "Figaro")


async def handoff(model):
    result = await Runner.run(agent(model, tools=[], handoffs=[agent(model, name="Spanish")]), "tool:transfer_to_spanish")
    assert result.last_agent.name == "Spanish"


async def agent_as_tool(model):
    await tells(agent(model, tools=[agent(model).as_tool("ask", "Asks")]), 'tool:ask {"input":"say:from within"}', "from within")


async def structured(model):
    asked = await Runner.run(agent(model, output_type=City), ROME)
    assert asked.final_output == City(name="Rome", population=3)
    assert isinstance((await Runner.run(agent(model, output_type=City), WISH)).final_output, City)


async def required_tool(model):
    await tells(agent(model, model_settings=ModelSettings(tool_choice="required")), "How is it?", "22 degrees in How is it?")


async def server_tool(model):
    for tools in ([], [function_tool(weather)]):
        await tells(agent(model, tools=tools), SERVER_WISH, "buy milk")
    both = await tells(agent(model), SERVER_WISH + " && " + WISH, "22 degrees in Rome")
    await tells(agent(model), [*both.to_input_list(), {"role": "user", "content": "say:on"}], "on")


async def previous_response(model):
    if isinstance(model, OpenAIResponsesModel):
        told = await tells(agent(model), "My parrot is called Figaro.", "Figaro")
        used = await tells(agent(model), WISH, "22 degrees", previous_response_id=told.last_response_id)
        await tells(agent(model), "What is my parrot called?", "Figaro", previous_response_id=used.last_response_id)
        await tells(agent(model), WISH, "22 degrees", auto_previous_response_id=True)


async def conversation(model):
    if isinstance(model, OpenAIResponsesModel):
        id = (await client.conversations.create()).id
        await tells(agent(model), "My parrot is called Figaro.", "Figaro", conversation_id=id)
        await tells(agent(model), WISH, "22 degrees", conversation_id=id)
        await tells(agent(model), "What is my parrot called?", "Figaro", conversation_id=id)
        items = [item.type async for item in client.conversations.items.list(id, order="asc")]
        assert items == ["message", "message", "message", "function_call", "function_call_output", *["message"] * 3], items


async def session(model):
    # The SDK keeps items of such a session without their ids, which its own converter for chat completions demands.
    if isinstance(model, OpenAIResponsesModel):
        kept = OpenAIConversationsSession(openai_client=client)
        await tells(agent(model), "My parrot is called Figaro.", "Figaro", session=kept)
        for _ in range(6):
            await tells(agent(model), WISH, "22 degrees", session=kept)
        await tells(agent(model), "What is my parrot called?", "Figaro", session=kept)
        assert len(await kept.get_items()) == 28
        await kept.pop_item()
        assert len(await kept.get_items()) == 27
        await kept.clear_session()


run([whole, streamed, history, handoff, agent_as_tool, structured, required_tool, server_tool, previous_response, conversation, session],
    OpenAIChatCompletionsModel("talaria", client), OpenAIResponsesModel("talaria", client))
