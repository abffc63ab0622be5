"""LangChain, on chat completions and on responses."""

from functools import reduce
from operator import add

from langchain.agents import create_agent
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from suite import KEY, ROME, SERVER_WISH, URL, WISH, run, weather

weather_tool = tool(weather)


class City(BaseModel):
    """A city."""

    name: str
    population: int


class Chat:
    def __init__(self, **more):
        self.plain = ChatOpenAI(model="talaria", base_url=URL, api_key=KEY, max_retries=0, stream_usage=True, **more)
        self.with_tools = self.plain.bind_tools([weather_tool])


class Responses(Chat):
    def __init__(self, **more):
        super().__init__(use_responses_api=True, **more)


def whole(model):
    messages = [HumanMessage(WISH)]
    messages.append(model.with_tools.invoke(messages))
    messages.append(weather_tool.invoke(messages[-1].tool_calls[0]))
    messages.append(model.with_tools.invoke(messages))
    assert "22 degrees in Rome" in messages[-1].text
    assert messages[-1].usage_metadata["total_tokens"] > 0
    assert model.with_tools.invoke([*messages, HumanMessage("say:on")]).text == "on"


def streamed(model):
    messages = [HumanMessage(WISH)]
    messages.append(reduce(add, model.with_tools.stream(messages)))
    assert messages[-1].tool_calls[0]["args"] == {"city": "Rome"}
    messages.append(weather_tool.invoke(messages[-1].tool_calls[0]))
    answer = reduce(add, model.with_tools.stream(messages))
    assert "22 degrees in Rome" in answer.text and answer.usage_metadata["total_tokens"] > 0


def agent(model):
    graph = create_agent(model.plain, [weather_tool], system_prompt="Be brief.")
    question = {"messages": [{"role": "user", "content": WISH}]}
    assert "22 degrees in Rome" in graph.invoke(question)["messages"][-1].text
    said = "".join(message.text for message, _ in graph.stream(question, stream_mode="messages"))
    assert "22 degrees in Rome" in said


def structured(model):
    for method in ("json_schema", "function_calling"):
        words = ROME if method == "json_schema" else 'tool:City {"name":"Rome","population":3}'
        assert model.plain.with_structured_output(City, method=method).invoke(words) == City(name="Rome", population=3)
        assert isinstance(model.plain.with_structured_output(City, method=method).invoke("Which city?"), City)


def server_tool(model):
    assert "buy milk" in model.with_tools.invoke(SERVER_WISH).text
    calls = model.with_tools.invoke(SERVER_WISH + " && " + WISH).tool_calls
    assert [call["name"] for call in calls] == ["weather"]


def previous_response(model):
    if isinstance(model, Responses):
        chained = Responses(use_previous_response_id=True).with_tools
        messages = [HumanMessage("My parrot is called Figaro.")]
        messages += [chained.invoke(messages), HumanMessage(WISH)]
        messages.append(chained.invoke(messages))
        messages.append(weather_tool.invoke(messages[-1].tool_calls[0]))
        messages += [chained.invoke(messages), HumanMessage("What is my parrot called?")]
        assert "Figaro" in chained.invoke(messages).text


run([whole, streamed, agent, structured, server_tool, previous_response], Chat(), Responses())
