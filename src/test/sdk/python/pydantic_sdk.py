"""Pydantic AI, on chat completions and on responses."""

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, PromptedOutput
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

from suite import KEY, ROME, SERVER_WISH, URL, WISH, run, weather

provider = OpenAIProvider(base_url=URL, api_key=KEY)


class City(BaseModel):
    name: str
    population: int


def agent(model, **more):
    return Agent(model, instructions="Be brief.", tools=[weather], **more)


async def tells(model, text, said, **more):
    result = await agent(model).run(text, **more)
    assert said in result.output, result.output
    return result.all_messages()


async def whole(model):
    messages = await tells(model, "My parrot is called Figaro.", "Figaro")
    messages = await tells(model, WISH, "22 degrees in Rome", message_history=messages)
    await tells(model, "What is my parrot called?", "Figaro", message_history=messages)


async def streamed(model):
    async with agent(model).run_stream(WISH) as result:
        said = [delta async for delta in result.stream_text(delta=True, debounce_by=None)]
    assert "22 degrees in Rome" in "".join(said)
    assert result.usage.output_tokens > 0


async def thinking(model):
    messages = await tells(model, "reason:let me see && say:well", "well")
    assert "thinking" in [part.part_kind for message in messages for part in message.parts]
    await tells(model, "say:on", "on", message_history=messages)


async def structured(model):
    rome = City(name="Rome", population=3)
    by_tool = await agent(model, output_type=City).run('tool:final_result {"name":"Rome","population":3}')
    by_schema = await agent(model, output_type=NativeOutput(City)).run(ROME)
    by_prompt = await agent(model, output_type=PromptedOutput(City)).run(ROME)
    assert by_tool.output == by_schema.output == by_prompt.output == rome
    for output in (City, NativeOutput(City)):
        assert isinstance((await agent(model, output_type=output).run("Which city?")).output, City)


async def server_tool(model):
    await tells(model, SERVER_WISH, "buy milk")
    await tells(model, SERVER_WISH + " && " + WISH, "22 degrees in Rome")


async def previous_response(model):
    if isinstance(model, OpenAIResponsesModel):
        auto = {"openai_previous_response_id": "auto"}
        messages = await tells(model, "My parrot is called Figaro.", "Figaro", model_settings=auto)
        messages = await tells(model, WISH, "22 degrees", model_settings=auto, message_history=messages)
        await tells(model, "What is my parrot called?", "Figaro", model_settings=auto, message_history=messages)


async def error(model):
    try:
        await agent(model).run("error:500")
    except ModelHTTPError as failure:
        assert failure.status_code == 502 and failure.body["code"] == "upstream_error", failure
        return
    raise AssertionError("no error")


run([whole, streamed, thinking, structured, server_tool, previous_response, error],
    OpenAIChatModel("talaria", provider=provider), OpenAIResponsesModel("talaria", provider=provider))
