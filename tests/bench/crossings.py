"""Messages of 3 KB a second through lifecycled-plugin-host to a plugin that accepts at once, beside the same plugin loaded into
the same program. Both on one processor, parent and child together, since that is what a message costs."""

import table
from shop import Programs
from table import Row

AIM = 100_000


def measure(programs: Programs, messages: int, rounds: int) -> list[Row]:
    rates = {"child": [], "here": []}
    grown = []
    for _ in range(rounds):
        for where in rates:
            done = programs.run("channel_messages", where, programs.path("lifecycled-plugin-host"),
                                programs.plugin("accept_all"), messages, processor=0)
            rates[where].append(messages / done["seconds"])
            if where == "child":
                grown.append(done["grown_kb"])
    child, here = table.median(rates["child"]), table.median(rates["here"])
    aim = min(AIM, here / 2)
    return [
        Row("messages through the child", table.number(child, "/s"), "the same plugin in-process", table.number(here, "/s"),
            child / here, f"{aim:,.0f}/s", f"one processor for both; {table.spread(rates['child'])}"),
        Row("memory of the parent", table.number(max(grown), "KB"), f"grown over {messages:,} messages", "", None, "flat",
            "from the first tenth to the end"),
    ]
