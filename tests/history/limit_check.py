"""What a campaign's daily limit promises, without saying who of those who ask at the same moment comes first: no day has more
messages; nobody is before their time, and whoever waits gets the same hour of a later day; who asked earlier is served no
later."""

from datetime import datetime, timedelta

LIMIT = 2


def rows(folder, name):
    return [line.split("\t") for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def first_nudges(folder):
    """When each customer got the first message of their first journey, and how many messages each day had. Customers who
    were refused one are left out: while they wait, they may say yes."""
    over, first, days = {}, {}, {}
    for began, customer, campaign, _, ended, _ in sorted(rows(folder, "journeys.tsv")):
        if campaign == "reactivation":
            over.setdefault(customer, "never" if ended == "-" else ended)
    refused = {customer for _, customer, message, _ in rows(folder, "withheld.tsv") if message == "reactivation/nudge"}
    for moment, customer, _, message, *_ in rows(folder, "sent.tsv"):
        if message.startswith("reactivation/"):
            days[moment[:10]] = days.get(moment[:10], 0) + 1
        if message == "reactivation/nudge" and customer not in refused and moment <= over[customer]:
            first.setdefault(customer, datetime.fromisoformat(moment))
    return first, days


def mistakes(unlimited, limited):
    """Of a shop whose days are those of UTC."""
    asked, _ = first_nudges(unlimited)
    served, days = first_nudges(limited)
    wrong = [f"{day}: {count} messages" for day, count in sorted(days.items()) if count > LIMIT]
    waited = 0
    served = {customer: moment for customer, moment in served.items() if customer in asked}
    for customer, moment in served.items():
        wait = moment - asked[customer]
        waited += wait > timedelta(0)
        if wait < timedelta(0) or wait % timedelta(days=1):
            wrong.append(f"{customer} asked {asked[customer]}, served {moment}")
    in_turn = sorted(served, key=lambda customer: (asked[customer], served[customer]))
    for before, after in zip(in_turn, in_turn[1:]):
        if asked[before] < asked[after] and served[before].date() > served[after].date():
            wrong.append(f"{after} asked after {before} and was served before")
    print(f"  limit of {LIMIT} a day: {len(served)} of {len(asked)} served, {waited} of them later than they asked")
    if waited < 10:
        wrong.append("hardly anybody had to wait: this history proves nothing about limits")
    return wrong
