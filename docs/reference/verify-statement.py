#!/usr/bin/env python3
"""Checks a statement file without us: docs/reference/proofs.md says what it holds.

    python3 verify-statement.py FILE            exit status 0 when everything fits, 1 when not
    python3 verify-statement.py --golden FOLDER checks the vectors of proof/golden

It needs Python 3 and nothing else.
"""

import hashlib
import json
import re
import sys

E18 = 10**18


def fits(fact, place):
    if not fact:
        raise SystemExit(f"does not fit: {place}")


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    """The one text of a value: keys in UTF-16 order, no white space."""
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)


def number(amount):
    return amount.to_bytes(24, "big", signed=True)


def whole(text):
    fits(isinstance(text, str) and re.fullmatch("0|[1-9][0-9]{0,59}", text), f"an amount: {text!r}")
    return int(text)


def is_hash(text, digits=64):
    return isinstance(text, str) and re.fullmatch(f"[0-9a-f]{{{digits}}}", text) is not None


def is_count(value):
    return type(value) is int and 0 <= value < 2**53


def has(value, names):
    """An object with these members and no other."""
    fits(isinstance(value, dict) and sorted(value) == sorted(names.split()), f"not just {names}")


def decimal(text, places=100):
    fits(re.fullmatch(rf"(0|[1-9][0-9]*)(\.[0-9]{{1,{places}}})?", text), f"a decimal: {text!r}")
    digits, _, fraction = text.partition(".")
    return int(digits + fraction), 10 ** len(fraction)


# Sums: holders, heads of tiers 1 to 10, and six amounts; of dividends and quota what closes do not move.


def sums_of(own, heads, holders, eligible, at):
    earned = eligible * whole(at["indexE18"])
    earned += sum(count * whole(head) for count, head in zip(heads, at["headsE18"]))
    amounts = (own["sharesMicro"], eligible, own["dividendsE18"] - earned, own["quotaE18"] + earned)
    return (holders, *heads, *(0,) * (10 - len(heads)), *amounts, own["payoutsMinor"], own["withdrawnMinor"])


def pack(sums):
    return b"".join(count.to_bytes(4, "big") for count in sums[:11]) + b"".join(map(number, sums[11:]))


def unpack(node):
    counts = [int.from_bytes(node[k : k + 4], "big") for k in range(32, 76, 4)]
    return (*counts, *(int.from_bytes(node[k : k + 24], "big", signed=True) for k in range(76, 220, 24)))


def sound(node, at, place):
    """Nothing is below zero, so nobody is hidden behind a debt."""
    sums = unpack(node)
    holders, heads = sums[0], sums[1:11]
    shares, eligible, dividends, quota, payouts, withdrawn = sums[11:]
    earned = eligible * whole(at["indexE18"])
    earned += sum(count * whole(head) for count, head in zip(heads, at["headsE18"]))
    dividends, quota = dividends + earned, quota - earned
    amounts = (shares, eligible, dividends, quota, payouts, withdrawn)
    fits(min(*amounts, dividends + (payouts - withdrawn) * E18) >= 0, f"{place} (below)")
    fits(eligible <= shares and sum(heads) <= holders, f"{place} (below)")
    fits(holders > 0 or not any(amounts), f"{place} (below)")


def leaf(holder, salt, tier, sums):
    packed = pack(sums)
    return sha(b"\0", salt, bytes([tier]), packed, canonical(holder).encode()) + packed


def parent(left, right):
    if left[32:36] == right[32:36] == bytes(4):
        return bytes(220)
    sums = tuple(map(sum, zip(unpack(left), unpack(right))))
    return sha(b"\1", left, right) + pack(sums)


def root_of(top, at, date, programme):
    heads = [whole(head) for head in at["headsE18"]]
    amounts = [whole(at["indexE18"]), *heads, *(0,) * (10 - len(heads))]
    amounts += [whole(at["reserveE18"]), whole(at["outstandingMicro"])]
    chain, text = bytes.fromhex(at["chain"]), date + canonical(programme)
    return sha(b"\2", top, *map(number, amounts), chain, text.encode())


def place_of(count):
    """The bits of a holder's number within its block of 1024, turned round."""
    return count - count % 1024 + int(f"{count % 1024:010b}"[::-1], 2)


def own_sums(own, tier, at):
    eligible = own["sharesMicro"] if own["quotaE18"] > 0 else 0
    heads = [int(eligible > 0 and tier == k + 1) for k in range(len(at["headsE18"]))]
    return sums_of(own, heads, 1, eligible, at)


def top_of(at):
    own = {name: whole(at[name]) for name in at if isinstance(at[name], str) and name not in ("chain", "root", "top", "key")}
    sums = sums_of(own, at["headsCount"], at["holdersCount"], own["eligibleMicro"], at)
    return bytes.fromhex(at["top"]) + pack(sums)


def check_path(node, count, path, at, date, programme):
    depth = max(10, (max(at["holdersCount"], 1) - 1).bit_length())
    fits(count < at["holdersCount"] and len(path) == depth, "path")
    sound(node, at, "path[0]")
    for level, text in enumerate(path):
        beside = bytes.fromhex(text) if text else bytes(220)
        sound(beside, at, f"path[{level}]")
        pair = (beside, node) if place_of(count) >> level & 1 else (node, beside)
        node = parent(*pair)
        sound(node, at, f"path[{level}]")
    fits(node == top_of(at), "tree.top")
    fits(root_of(node, at, date, programme).hex() == at["root"], "tree.root")


class Terms:
    def __init__(self, plan):
        fits(isinstance(plan["currency"], str), "plan")
        fits(isinstance(plan["tiers"], list), "plan")
        self.tiers = [num * 10**6 // den for num, den in (decimal(tier, 6) for tier in plan["tiers"])]
        self.consumes = plan["redemption"]["consumesQuota"]
        fits(type(self.consumes) is bool, "plan")
        fits(plan["onQuotaReached"] in ("pause", "redeem"), "plan")
        self.forces = plan["onQuotaReached"] == "redeem"
        self.fee = decimal(plan["redemption"]["feeRate"])
        num, den = decimal(plan["foundingShares"], 6)
        self.founding = num * 10**6 // den


class Course:
    """A position, worked out entry by entry and close by close."""

    def __init__(self):
        self.shares = self.quota = self.dividends = self.payouts = self.withdrawn = 0
        self.granted = self.peak = self.owed_shares = self.owed_quota = self.tier = 0

    def pay(self, payout, uses_quota):
        self.payouts += payout
        if uses_quota:
            self.quota -= min(self.quota, payout * E18)

    def follow(self, kind, e, terms):
        if kind == "orderAccrued":
            gained = e["sharesMicro"] - e["owedMicro"]
            self.owed_shares -= e["owedMicro"]
            self.shares += gained
            self.granted += gained
            paid = min(self.owed_quota, e["quotaMinor"] * E18)
            self.owed_quota -= paid
            self.quota += e["quotaMinor"] * E18 - paid
        elif kind == "orderRefunded":
            self.shares -= e["burnedMicro"]
            if e["place"] != "buyer":
                self.owed_shares += e["owesMicro"] - e["burnedMicro"]
            self.granted = max(self.granted - e["owesMicro"], 0)
            self.peak = min(self.peak, self.granted)
            self.set_tier(terms)
            self.quota += e["givenBackMinor"] * E18
            taken = min(self.quota, e["quotaMinor"] * E18)
            self.quota -= taken
            self.owed_quota += e["quotaMinor"] * E18 - taken
        elif kind == "sharesRedeemed":
            self.shares -= e["sharesMicro"]
            self.pay(e["payoutMinor"], terms.consumes)
        elif kind in ("sharesSpent", "sharesGiven"):
            self.shares -= e["sharesMicro"]
        elif kind == "spendReturned":
            self.shares += e["sharesMicro"]
            self.payouts += e["toWalletMinor"]
        elif kind == "sharesReceived":
            self.shares += e["sharesMicro"]
        elif kind == "walletWithdrawn":
            self.withdrawn += e["amountMinor"]
        else:
            fits(kind == "holderJoined", kind)

    def set_tier(self, terms):
        self.tier = sum(threshold <= self.peak for threshold in terms.tiers)

    def earned_at(self, close):
        """What shares and a head as they are now had earned by a close in all."""
        head = whole(close["headsE18"][self.tier - 1]) if self.tier > 0 else 0
        return self.shares * whole(close["indexE18"]) + head

    def close(self, before, close, own, terms, place):
        eligible = self.shares > 0 and self.quota > 0
        earned = self.earned_at(close) - self.earned_at(before) if eligible else 0
        reached = own.get("quotaReached")
        if reached is not None:
            dividend = reached["proRataE18"] + reached["tierE18"]
            fits(eligible and dividend == self.quota and earned >= dividend, f"{place} (dividend)")
        else:
            dividend = earned
            fits(not eligible or earned < self.quota, f"{place} (dividend)")
        self.dividends += dividend
        self.quota -= dividend
        self.peak = max(self.peak, min(self.shares, self.granted))
        self.set_tier(terms)
        if "forced" in own:
            value = own["forced"]["sharesMicro"] * whole(close["reserveE18"])
            worth = value >= self.quota * whole(close["outstandingMicro"])
            fits(terms.forces and worth, f"{place} (forced)")
            self.shares -= own["forced"]["sharesMicro"]
            self.pay(own["forced"]["payoutMinor"], True)

    def never_below(self, place):
        wallet = self.dividends // E18 + self.payouts - self.withdrawn
        fits(min(wallet, *vars(self).values()) >= 0, f"{place} (below)")


def nav_value(shares, backing):
    reserve, outstanding = whole(backing["reserveE18"]), whole(backing["outstandingMicro"])
    return None if outstanding == 0 else shares * reserve // (outstanding * E18)


def check_price(e, value, before, after, place):
    low, high = nav_value(e["sharesMicro"], before), nav_value(e["sharesMicro"], after)
    fits((low is None or low <= value) and (high is None or value <= high), f"{place} (price)")


def check_fee(e, terms, place):
    value = e["payoutMinor"] + e["feeMinor"]
    num, den = terms.fee
    fits(-(-value * num // den) == e["feeMinor"], f"{place} (fee)")
    return value


def moment(instant):
    """A text that stands before another's as the one instant comes before the other."""
    if instant == "":
        return instant
    fits(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", instant, re.ASCII), f"an instant: {instant}")
    seconds, _, fraction = instant[:-1].partition(".")
    return seconds, fraction.rstrip("0")


def check_close(close, tiers):
    names = "at date headsE18 indexE18 outstandingMicro reserveE18 seq"
    fits(sorted(close) == names.split(), "closes")
    begins = (close["at"], close["date"], close["seq"]) == ("", "", 0)
    fits(begins or re.fullmatch(r"\d{4}-\d\d-\d\d", close["date"], re.ASCII) and moment(close["at"]), "closes")
    fits(len(close["headsE18"]) == tiers, "closes")
    for amount in (*close["headsE18"], close["indexE18"], close["reserveE18"], close["outstandingMicro"]):
        whole(amount)


ENTRIES = {
    "holderJoined": "",
    "orderAccrued": "sharesMicro owedMicro quotaMinor order place",
    "orderRefunded": "owesMicro burnedMicro quotaMinor givenBackMinor order place",
    "sharesRedeemed": "sharesMicro payoutMinor feeMinor",
    "sharesSpent": "sharesMicro valueMinor order",
    "spendReturned": "amountMinor sharesMicro toWalletMinor order",
    "sharesGiven": "sharesMicro",
    "sharesReceived": "sharesMicro",
    "walletWithdrawn": "amountMinor",
    "quotaReached": "proRataE18 tierE18",
    "forced": "sharesMicro payoutMinor feeMinor",
}


def check_parts(value):
    """Every part has what it should have, and nothing else."""
    parts = "attestation before closes entries head holder kind path plans position programme tree version"
    has(value, parts)
    has(value["holder"], "id number salt")
    fits(isinstance(value["holder"]["id"], str) and is_hash(value["holder"]["salt"]), "holder")
    has(value["head"], "batch hash seq")
    fits(is_count(value["head"]["batch"]) and is_hash(value["head"]["hash"]), "head")
    has(value["position"], "dividendsE18 payoutsMinor quotaE18 sharesMicro tier withdrawnMinor")
    amounts = "dividendsE18 eligibleMicro indexE18 outstandingMicro payoutsMinor quotaE18 reserveE18"
    amounts += " sharesMicro withdrawnMinor"
    tree = value["tree"]
    has(tree, f"{amounts} chain headsCount headsE18 holdersCount root top version")
    fits(tree["version"] == 1 and all(is_hash(tree[name]) for name in ("chain", "root", "top")), "tree")
    fits(all(is_hash(node, 440) and node.strip("0") for node in value["path"] if node != ""), "path")
    for plan in value["plans"]:
        has(plan, "plan sinceSeq")
    for e in value["entries"]:
        has(e, f"at kind seq {ENTRIES[e['kind']]}")
        fits(all(isinstance(e.get(name, ""), str) for name in ("order", "place")), "entries")
    seqs = [one["seq"] for one in (value["before"], value["head"], *value["closes"], *value["entries"])]
    fits(all(map(is_count, seqs + [plan["sinceSeq"] for plan in value["plans"]])), "a place in the journal")
    attested = value["attestation"]
    if attested is not None:
        has(attested, "by cashMinor date text")
        fits(all(isinstance(text, str) for text in attested.values()), "attestation")
        fits(re.fullmatch("0|-?[1-9][0-9]{0,59}", attested["cashMinor"]), "attestation")


def chain_of(chain, closes):
    """One hash over all closes, each as it stands in the file."""
    for close in closes:
        chain = sha(b"\4", chain, canonical(close).encode())
    return chain


def ascending(values, strictly=True):
    return all(a < b or (a == b and not strictly) for a, b in zip(values, values[1:]))


def check(text):
    fits(text.endswith("\n"), "the text")
    value = json.loads(text[:-1])
    fits(canonical(value) + "\n" == text, "the text")
    digest = value.pop("digest")
    fits(sha(canonical(value).encode()).hex() == digest, "digest")
    fits((value["kind"], value["version"]) == ("patronage-statement", 1), "kind")
    plans, closes, head = value["plans"], value["closes"], value["head"]
    check_parts(value)
    before = dict(value["before"])
    chain, every = before.pop("chain"), [before, *closes]
    fits(is_hash(chain), "before")
    words = ("kind", "at", "order", "place", "seq")
    entries = [{k: v if k in words else whole(v) for k, v in e.items()} for e in value["entries"]]
    for values in ([p["sinceSeq"] for p in plans], [c["seq"] for c in every], [c["date"] for c in every]):
        fits(values and ascending(values), "order")
    fits(ascending([e["seq"] for e in entries], strictly=False), "order")
    fits([e["kind"] for e in entries].index("holderJoined") == 0, "order")
    fits(sum(e["kind"] == "holderJoined" for e in entries) == 1, "order")
    fits(max(plans[0]["sinceSeq"], before["seq"]) < entries[0]["seq"] < closes[0]["seq"], "order")
    fits(entries[-1]["seq"] <= closes[-1]["seq"] <= head["seq"], "order")
    fits(all(p["plan"]["programme"] == value["programme"] for p in plans), "plan")
    fits(all(e["at"] for e in entries), "order")
    in_time = sorted([*every, *entries], key=lambda one: one["seq"])
    fits(ascending([moment(one["at"]) or ("", "") for one in in_time], strictly=False), "order")
    terms_of = [(p["sinceSeq"], Terms(p["plan"])) for p in plans]
    for close in every:
        check_close(close, len(terms_of[0][1].tiers))
    for old, new in zip(every, closes):
        earned = [(whole(a), whole(b)) for a, b in zip(old["headsE18"], new["headsE18"])]
        fits(all(a <= b for a, b in [*earned, (whole(old["indexE18"]), whole(new["indexE18"]))]), "closes")
    fits(chain_of(bytes.fromhex(chain), every).hex() == value["tree"]["chain"], "tree.chain")

    def terms_at(seq):
        return [terms for since, terms in terms_of if since < seq][-1]

    course, waiting = Course(), list(entries)
    for close in closes:
        place = f'{close["seq"]} ({close["date"]})'
        old, new = whole(before["outstandingMicro"]), whole(close["outstandingMicro"])
        falls = whole(close["reserveE18"]) * old < whole(before["reserveE18"]) * new
        fits(not (old and new and falls), f"{place} (nav)")
        terms = terms_at(close["seq"])
        own = {}
        while waiting and waiting[0]["seq"] <= close["seq"]:
            e = waiting.pop(0)
            kind, where = e["kind"], f'{e["seq"]} ({e["kind"]})'
            if kind in ("sharesRedeemed", "forced"):
                check_price(e, check_fee(e, terms_at(e["seq"]), where), before, close, where)
            if kind == "sharesSpent":
                check_price(e, e["valueMinor"], before, close, where)
            if e["seq"] == close["seq"]:
                fits(kind in ("quotaReached", "forced") and kind not in own, where)
                fits(kind == "forced" or "forced" not in own, where)
                own[kind] = e
            else:
                course.follow(kind, e, terms_at(e["seq"]))
                course.never_below(where)
        course.close(before, close, own, terms, place)
        course.never_below(place)
        before = close

    position, tree = value["position"], value["tree"]
    found = {"sharesMicro": course.shares, "quotaE18": course.quota, "dividendsE18": course.dividends}
    found |= {"payoutsMinor": course.payouts, "withdrawnMinor": course.withdrawn}
    for name, amount in found.items():
        fits(whole(position[name]) == amount <= whole(tree[name]), f"position.{name}")
    fits(position["tier"] == course.tier, "position.tier")
    for name in ("reserveE18", "outstandingMicro", "indexE18", "headsE18"):
        fits(tree[name] == closes[-1][name], f"tree.{name}")
    last = terms_of[-1][1]
    fits(len(tree["headsCount"]) == len(last.tiers), "tree.headsCount")
    fits(whole(tree["sharesMicro"]) + last.founding == whole(tree["outstandingMicro"]), "tree.sharesMicro")
    holder = value["holder"]
    node = leaf(holder["id"], bytes.fromhex(holder["salt"]), course.tier, own_sums(found, course.tier, tree))
    check_path(node, holder["number"], value["path"], tree, closes[-1]["date"], value["programme"])
    return value


def check_file(text):
    """Whatever is no statement at all stops Python somewhere; that is a refusal too."""
    try:
        return check(text)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise SystemExit(f"does not fit: this is no statement ({error!r})") from None


def refused(text):
    try:
        check_file(text)
    except SystemExit:
        return True
    return False


def lying(text, lie):
    value = json.loads(text)
    place = value
    for step in lie["at"][:-1]:
        place = place[step]
    if "value" in lie:
        place[lie["at"][-1]] = lie["value"]
    else:
        del place[lie["at"][-1]]
    del value["digest"]
    value["digest"] = sha(canonical(value).encode()).hex()
    return canonical(value) + "\n"


def golden(folder):
    with open(f"{folder}/tree-1.json", encoding="utf-8") as file:
        vector = json.load(file)
    at, day, key = vector["close"], vector["day"], bytes.fromhex(vector["key"])
    for one in vector["holders"]:
        salt = sha(b"\3", key, canonical(one["id"]).encode())
        fits(salt.hex() == one["salt"] and place_of(one["number"]) == one["place"], one["number"])
        own = {name: int(one[name]) for name in one if re.search("(Micro|E18|Minor)$", name)}
        node = leaf(one["id"], salt, one["tier"], own_sums(own, one["tier"], at))
        fits(node.hex() == one["node"], one["number"])
        check_path(node, one["number"], one["path"], at, day["date"], day["programme"])
    fits(top_of(at).hex() == vector["top"], "top")
    chain = bytes(32)
    for link in vector["links"]:
        chain = chain_of(chain, [link["close"]])
        fits(chain.hex() == link["chain"], "chain")
    fits(chain.hex() == at["chain"], "chain")
    with open(f"{folder}/statement-1.json", encoding="utf-8") as file:
        vector = json.load(file)
    for one in vector["files"]:
        check_file(one["text"])
    for lie in vector["lies"]:
        fits(refused(lying(vector["files"][lie["of"]]["text"], lie)), lie)
    for one in vector["forged"]:
        fits(refused(one["text"]), one["about"])
    counts = [f"{len(vector[name])} {name}" for name in ("files", "lies", "forged")]
    print(f"{', '.join(counts)}: as they should be")


def main(arguments):
    if arguments[:1] == ["--golden"]:
        golden(arguments[1])
        return
    with open(arguments[0], "rb") as file:
        value = check_file(file.read().decode("utf-8", "replace"))
    last = value["closes"][-1]
    print(f'{value["holder"]["id"]!r} up to the close of {last["date"]}: everything fits')
    print(f'root {value["tree"]["root"]}, journal {value["head"]["seq"]} {value["head"]["hash"]}')
    print("no file can prove that the cash is at the bank, nor that everyone was given this root")


if __name__ == "__main__":
    main(sys.argv[1:])
