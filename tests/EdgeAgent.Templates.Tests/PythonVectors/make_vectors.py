"""Writes vectors.jsonl: expressions and what Python prints for them. The expressions mean the same in Jinja and in Python, or come in pairs.

Run with Python 3.11 or later: python make_vectors.py > vectors.jsonl
"""
import itertools
import json
import random
import struct
import sys

random.seed(20260705)

TEXTS = ["''", "'x'", "'abc abc'", "' a b '", "'😀a😀'", "'ÀÈ ß'", "'a,b,,c'", "'l\\'acqua è'", "'\\tx\\ny\\r\\nz'", "'Ab1'", "'½'", "'-7'", "'ΑΣ ΣΑΣ'", "'ǆx ﬁ İ'", "'a\\u2028b'", "'\\x00\\x1f\\x7f\\u200b'"]
ARGUMENTS = ["", "'a'", "''", "' '", "1", "-1", "'a', 'b'", "'a', 'b', 1", "'', '-'", "'b', 1", "'a', -3", "None, 1", "5, '*'", "'a', 0, 2", "('a', 'x')", "['a', 'b']", "[1]", "'😀'"]
METHODS = "strip lstrip rstrip split rsplit splitlines startswith endswith replace upper lower title capitalize swapcase find rfind index count join partition rpartition removeprefix removesuffix center ljust rjust zfill expandtabs isdigit isdecimal isnumeric isalpha isalnum isspace isascii isupper islower".split()
NUMBERS = ["0", "1", "-7", "2.5", "-2.5", "0.1", "1e16", "1e-5", "123456789.123456789", "1e22", "1.5e300", "2**70", "True", "0.125", "2.675", "-0.0", "9999999999999998.0", "5e-324", "-(2**63)", "2**53 + 1"]
PERCENT = ["%d", "%-5s|", "%05d", "%+d", "% d", "%x", "%#x", "%o", "%r", "%.2f", "%08.2f", "%e", "%.3e", "%g", "%.10g", "%f", "%c", "%5.1f%%"]
BRACES = ["{:d}", "{:>8}", "{:^8}|", "{:08d}", "{:,}", "{:+d}", "{:.2f}", "{:10.3f}", "{:,.2f}", "{:e}", "{:.1%}", "{:x}", "{:#b}", "{!r}", "{}", "{:*^9}", "{:_}"]
CONTAINERS = ["[]", "[1, 2, 3]", "(1, 2)", "(1,)", "[1.0, True, None, 'x']", "{}", "{'a': 1, 'b': [2]}", "{1: 2, None: 3, True: 4}", "range(5)", "range(5, 0, -2)", "{'k': \"it's\", 'q': '\"'}"]


def same():
    yield from (f"({t}).{m}({a})" for t, m, a in itertools.product(TEXTS, METHODS, ARGUMENTS) if m != "splitlines" or a in ("", "1"))
    yield from (f"'{f}' % ({n})" for f, n in itertools.product(PERCENT, NUMBERS))
    yield from (f"'{f}'.format({n})" for f, n in itertools.product(BRACES, NUMBERS + TEXTS))
    yield from (f"({a}) {o} ({b})" for a, o, b in itertools.product(NUMBERS, "+ - * / // % == < >=".split(), NUMBERS))
    yield from (f"({a}) {o} ({b})" for a, o, b in itertools.product(TEXTS, ["+", "==", "<", "in"], TEXTS))
    yield from (f"({a}) {o} ({b})" for a, o, b in itertools.product(CONTAINERS, ["+", "==", "<", "in"], CONTAINERS))
    yield from (f"({t})[{a}:{b}:{c}]" for t, a, b, c in itertools.product(TEXTS, ["", 1, -2, 9], ["", 3, -1], ["", -1, 2]))
    yield from CONTAINERS


def pairs():
    reals = [struct.unpack("d", struct.pack("Q", random.getrandbits(64)))[0] for _ in range(60)]
    for x in (r for r in reals if r == r and abs(r) != float("inf")):
        literal = repr(x).replace("e+", "e")
        yield literal, str(x)
        yield f"({literal}) | int", str(int(x))
        for digits in (0, 2, -2):
            yield f"({literal}) | round({digits})", str(round(x, digits))
    for _ in range(60):
        s = "".join(random.choice("aàÀßéEǆ'\" \t\n-_😀ΣςİÖ{(1.<\u00a0\u2028") for _ in range(random.randint(0, 8)))
        yield f"{s!r} | tojson", json.dumps(s, ensure_ascii=False)
        yield f"{s!r} | tojson(true)", json.dumps(s)
        yield f"[{s!r}]", repr([s])


def main():
    rows = []
    for expression in random.sample(list(same()), 800):
        try:
            rows.append((expression, str(eval(expression))))  # noqa: S307 - our own expressions
        except Exception:  # noqa: BLE001 - any error is to be an error there too
            rows.append((expression, None))
    rows.extend(pairs())
    for expression, expected in rows:
        sys.stdout.write(json.dumps({"expression": expression, "expected": expected}) + "\n")


main()
