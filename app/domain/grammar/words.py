"""The words of the grammar."""

from app.domain.queries import Sort

# Phrases before an amount → the sign of the limit. "no", "not" and "nothing" before `<` or `>` turn it round.
BEFORE = {
    "<": "under|below|beneath|less than|cheaper than|lower than|smaller than|lighter than|shorter than|fewer than",
    ">": "over|above|more than|higher than|greater than|larger than|bigger than|heavier than|longer than|taller than|"
    "exceeding|upwards of",
    "<=": "up to|at most|max|max.|maximum|maximal|not exceeding|within|budget|budget of|budget up to",
    ">=": "at least|from|starting at|starting from|min|min.|minimum|minimal",
}
# The single words of these phrases. Where they make no limit, a better item may say them.
COMPARING = frozenset(word for phrases in BEFORE.values() for word in phrases.replace("|", " ").split())
TURNED = {"<": ">=", ">": "<="}
# Before a bare number these may as well belong to a name: "air max 90", "over 9000".
DOUBTFUL = frozenset("over above from max max. maximum min min. minimum within".split())
# Phrases behind an amount: "50 eur or less".
BEHIND = {
    "<=": "or less|or under|or below|or cheaper|or lower|or smaller|or lighter|or shorter|or fewer|and under|and below|"
    "and less|max|max.|maximum|tops|at most",
    ">=": "or more|or over|or above|or higher|or larger|or bigger|or heavier|or longer|or better|or greater|and up|"
    "and over|and above|and more|min|min.|minimum|at least|upwards",
}
ABOUT = "around|about|approximately|approx|approx.|roughly|circa|ca|ca.|~|≈"
# The share by which an approximate amount may differ.
ABOUT_SHARE = 0.15
# Things that people count. A number before them is no price.
COUNTED = frozenset(
    (
        "people person player seat seater piece pack star inch year month week day hour minute drawer shelf door "
        "slot port pocket gear speed burner light key string wheel leg layer page part pair cup setting channel core"
    ).split()
)
# Words between a phrase and its amount, and between a property's name and a limit.
BETWEEN = frozenset("a an the of about only just is are at in to with for costing priced price and : =".split())
# Between an amount and the name of its property: "16 gb of ram".
OF_WHAT = "of"

EXCLUDING = (
    "without any|without|w/o|no|not|but not|but no|and not|and no|except for|except|excluding|excl.|other than|"
    "anything but|instead of|rather than|minus"
)
# Words that no exclusion begins with: "not too expensive" excludes nothing.
NEVER_EXCLUDED = frozenset(
    (
        "too very so only just really more less over under above below at than that this those it a the longer "
        "bigger smaller larger heavier cheaper problem matter need later sure yet"
    ).split()
)
# Words before what an exclusion excludes: "not made of leather".
OF = "any|a|an|the|made of|made from|made with|made out of|from|by|with|of|in"
# Words that carry no meaning for items. They are neither looked up nor reported.
FILLERS = frozenset(
    (
        "a an and any are at be buy by can do find for from get give has have i in is it looking like made me my need "
        "no not of on one or please show some something than that the thi to want which with without you your"
    ).split()
)

# Sort words → the order. An order by a property counts only if the graph has its numbers.
ORDERS = {
    "cheapest|least expensive|lowest price|lowest priced|lowest cost|most affordable": Sort("price"),
    "most expensive|priciest|highest price|highest priced|dearest": Sort("price", descending=True),
    "newest|latest|most recent|most recently updated": Sort("updated_at", descending=True),
    "oldest": Sort("updated_at"),
    "lightest": Sort("weight"),
    "heaviest": Sort("weight", descending=True),
    "longest": Sort("length", descending=True),
    "shortest": Sort("length"),
    "quietest": Sort("noise"),
    "loudest": Sort("noise", descending=True),
    "brightest": Sort("brightness", descending=True),
    "most powerful": Sort("power", descending=True),
    "fastest": Sort("speed", descending=True),
    "best rated|top rated|highest rated|best reviewed": Sort("rating", descending=True),
}
# The single words of these phrases. Where the graph cannot make the order, a better item may say them.
ORDERING = frozenset(word for phrases in ORDERS for word in phrases.replace("|", " ").split())
# Orders that need no property.
OF_ITEMS = frozenset({"updated_at"})

# Relatives → the audience that they belong to.
RELATIVES = {
    "men": "husband|boyfriend|dad|father|grandpa|grandfather|uncle|brother|groom|boss",
    "women": "wife|girlfriend|mom|mum|mother|grandma|grandmother|aunt|sister|bride",
    "boys": "son|nephew|grandson",
    "girls": "daughter|niece|granddaughter",
}
