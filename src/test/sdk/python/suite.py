"""What the scripts share: the server to talk to, the tool they bring, and how they run."""

import asyncio
import inspect
import os

URL = os.environ["TALARIA_URL"] + "/v1"
KEY = os.environ["TALARIA_KEY"]

# Words that make the demo model call a tool, with these arguments; afterwards it quotes the result.
WISH = 'tool:weather {"city":"Rome"}'
SERVER_WISH = 'tool:todo {"todos":["buy milk"]}'
ROME = 'say:{"name":"Rome","population":3}'


def weather(city: str) -> str:
    """The weather in a city."""
    return f"22 degrees in {city}"


async def passes(test, *arguments):
    result = test(*arguments)
    if inspect.isawaitable(result):
        await result
    print("ok", test.__name__, *(type(argument).__name__ for argument in arguments), flush=True)


def run(tests, *arguments):
    """Runs each test with each argument, or without any."""

    async def all_tests():
        for test in tests:
            for argument in arguments or (None,):
                await passes(test, *(() if argument is None else (argument,)))

    asyncio.run(all_tests())
