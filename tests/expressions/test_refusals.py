"""What is not of the language does not parse, whatever it is; and nothing runs while it is read."""

from __future__ import annotations

import random
import sys
import warnings

import pytest

from nbreports.definition.expressions.functions import FUNCTIONS
from nbreports.definition.expressions.parser import parse
from nbreports.definition.expressions.source_text import MAX_DEPTH, MAX_LENGTH, MAX_NODES
from nbreports.errors import ExpressionError

from .soup import Soup

ATTACKS = """
__import__('os')
__import__('os').system('id')
__builtins__
__builtins__.open
__class__
x.__class__
x.__class__.__bases__
x.__class__.__mro__[1].__subclasses__()
().__class__
''.__class__
[].__class__
(1).__class__
1 .real
'a'.upper()
'a'.format(x)
'{0.__class__}'.format(x)
'%s' .join(x)
x.upper()
x.y.z
x.y()
x.y.z()
airline.name.upper()
param.x.y
param.__class__
param.__dict__
param['x']
param()
group.keys
group.__init__
group.key.key
report.body
report.source
run.connection
run.params
page.x
slot.__init__
slot()
run
report
param
page
group
slot
eval('1')
exec('1')
compile('1', 'a', 'eval')
open('/etc/passwd')
open('/etc/passwd').read()
getattr(x, 'y')
setattr(x, 'y', 1)
delattr(x, 'y')
globals()
locals()
vars()
vars(x)
dir(x)
type(x)
object()
super()
id(x)
hash(x)
input()
print(x)
breakpoint()
help()
exit()
quit()
memoryview(b'')
bytes(1)
bytearray(1)
map(f, x)
filter(f, x)
zip(x, y)
list(x)
dict()
set()
tuple()
range(10 ** 9)
str(x)
int('9' * 9)
float('nan')
chr(10)
ord('a')
repr(x)
ascii(x)
format(x, 'y')
isinstance(x, y)
callable(x)
iter(x)
next(x)
sorted(x)
reversed(x)
enumerate(x)
read_csv('/etc/passwd')
read_text('/etc/passwd')
glob('*')
getenv('HOME')
query('select 1')
sql('select 1')
current_setting('x')
duckdb_secrets()
lambda: 1
lambda x: x
(lambda: 1)()
(lambda f: f(f))(lambda f: f(f))
[x for x in y]
[i for i in range(9)]
{x for x in y}
{x: y for x in z}
(x for x in y)
sum(x for x in y)
sum([x for x in y])
any(x for x in y)
[x]
[1, 2, 3]
[]
(1, 2)
()
1,
x, y
{1}
{}
{'a': 1}
{**x}
[*x]
{*x}
*x
sum(*x)
sum(**x)
round(x, **y)
coalesce(*[1, 2])
f'a'
f'{x}'
f'{x!r}'
f'{__import__("os")}'
rf'{x}'
b'a'
rb'a'
x := 1
(x := 1)
sum(y := x)
x[0]
x['a']
x[0:1]
x[::]
x[...]
'abc'[0]
[1][0]
...
Ellipsis()
1j
1 + 2j
0x8000000000000000
9223372036854775808
-9223372036854775809
1e999
-1e999
~x
+x
x & y
x | y
x ^ y
x << 1
x >> 1
x @ y
x is y
x is 1
x is not 'a'
x is true
x in y
x in 'abc'
x in (y)
x in {1}
x in sum(y)
x in [none]
x == none
none != x
none < x
await x
yield x
yield
(yield x)
async x
await sum(x)
import os
from os import system
import os; 1
x = 1
x += 1
del x
assert x
raise x
return x
pass
if x: y
for x in y: z
while true: x
class A: pass
def f(): 1
with x: y
try: x
global x
print x
x; y
x # comment
# comment
x \\
x.
.x
x..y
x..
col
col()
col(x)
col('')
col('a', 'b')
col(*x)
col(name='a')
col('a').b
col('a')()
col(f'a')
col(b'a')
'' ''.x
sum()
sum(x, y)
count(x, y)
round()
round(x, 1, 2)
round(x, y)
round(x, 1.5)
round(x, 99)
round(x, digits=1)
round(x, true)
quantile(x)
quantile(x, 2)
quantile(x, -0.1)
quantile(x, y)
quantile(x, 'a')
today(1)
now(x)
if_(x)
if_(x, y)
if_(x, y, z, z)
if_(test=x, then=y, otherwise=z)
date_trunc(month, d)
date_trunc('fortnight', d)
date_trunc('month; drop table t', d)
date_trunc('month')
date('yesterday')
date('2024-02-30')
date(1)(2)
pct_of(sum(x))
pct_of(sum(x), report)
pct_of(sum(x), 'page')
pct_of(sum(x), 'report', 1)
prior(sum(x), '2y')
prior(sum(x), 1)
change(sum(x))
lag(x, 0)
lag(x, -1)
lag(x, n)
lag(x, 1.5)
running(sum(x), region)
running(sum(x), reset=1)
running(sum(x), reset=sum(x))
running(sum(x), until=region)
running(sum(x), **region)
sum(x)(y)
sum(x).y
sum(x)[0]
concat()
startswith(x)
contains(x, y, z)
drop table t
select 1
1; drop table t
1 /* comment */
'; drop table t; --
x' or '1'='1
x" or "1"="1
$1
?
:x
@x
`x`
x!
x?
!x
x && y
x || y
x <> y
x === y
x **
x //
((((
))))
)(
'
"
'''
\"\"\"
'a
\\x41
\\N{DIGIT ONE}
x\\ny
x if y
if x else y
x if else y
not
and
or
x and
in x
is none
none is
x not y
\u200bx
x\u00a0+\u00a0y\u2028
\u201cNorth\u201d
x \u00d7 y
x \u2264 y
\u2212x
\ud800
'\\ud800'
""".strip("\n").split("\n")


@pytest.mark.parametrize("text", ATTACKS)
def test_attack_is_refused_and_taught(text):
    """Each refusal names its place and says what to write instead."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, where="/body/0/columns/1")
    error = caught.value
    assert error.where == "/body/0/columns/1"
    assert error.code.startswith("expression_")
    assert error.text == text
    assert error.column is None or 0 <= error.column <= len(text)
    assert error.remedy
    assert error.remedy.endswith((".", "?"))


def test_there_are_enough_attacks():
    assert len(set(ATTACKS)) >= 250


@pytest.mark.parametrize(
    ("text", "column", "remedy"),
    [
        ("avg(x)", 0, "mean(x)"),
        ("amount + sumn(x)", 9, "sum(x)"),
        ("a = 1", 2, "=="),
        ("'é' + ~x", 6, "not"),
        ("x is 'a'", 5, "=="),
        ("x == none", 5, "is none"),
        ("x != none", 5, "is not none"),
        ("s.lower()", 0, "lower(s)"),
        ("date_trunc('months', d)", 11, "'month'"),
        ("group.lable", 0, "group.label"),
        ("class + 1", 0, "col('class')"),
        ("round(x, 1, 2)", 0, "round(x, digits)"),
        ("pct_of(sum(x), 'raport')", 15, "'report'"),
        ("x && y", 3, "and"),
        ("a.__b", 0, "col('__b')"),
        ("x  # half", 3, "#"),
        ("   x + ", 6, "Complete it"),
        ("sum(x", 3, "( its )"),
        ("date('2024-13-01')", 5, "'2024-01-31'"),
    ],
)
def test_remedies_teach(text, column, remedy):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * (MAX_LENGTH + 1), "expression_too_long"),
        ("1+" * 900 + "1", "expression_too_deep"),
        ("-" * 1_500 + "x", "expression_too_deep"),
        ("not " * 400 + "x", "expression_too_deep"),
        ("(" * 900 + "x" + ")" * 900, "expression_syntax"),
        ("abs(" * 41 + "x" + ")" * 41, "expression_too_deep"),
        ("x in [" + ",".join("1" * 1 for _ in range(400)) + "]", "expression_too_large"),
        ("", "expression_empty"),
        (" \n\t", "expression_empty"),
        ("9" * 1_900, "expression_number"),
        ("x\x00", "expression_character"),
        ("\ud800", "expression_character"),
        (7, "expression_type"),
        (None, "expression_type"),
        (b"x", "expression_type"),
    ],
)
def test_limits(text, code):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.code == code


def test_what_is_at_the_limits_parses():
    assert parse("x" * MAX_LENGTH)
    assert parse("abs(" * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1))
    assert parse("x in [" + ",".join("1" for _ in range(MAX_NODES - 3)) + "]")


TOKENS = [
    *FUNCTIONS,
    *[
        "(",
        "(",
        "(",
        ")",
        ")",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ",",
        ".",
        ":",
        ";",
        "'",
        '"',
        "'''",
        "#",
        "\\",
        "\n",
        "=",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "@",
        "&",
        "|",
        "^",
        "~",
        "!",
        "?",
        "$",
        "`",
        ":=",
        "->",
        "...",
        "_",
        "__",
    ],
    *[
        "x",
        "y",
        "amount",
        "col",
        "col('a",
        "b')",
        "param.p",
        "group.key",
        "true",
        "false",
        "none",
        "None",
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "is",
        "none",
        "lambda",
        "for",
        "await",
    ],
    *[
        "1",
        "0",
        "-1",
        "1.5",
        "1e400",
        "0x1",
        "1j",
        "9223372036854775808",
        "'a'",
        "'é'",
        "'🙂'",
        "b'a'",
        "f'{x}'",
        "r'\\d'",
        "'\\ud800'",
        "�",
        "\x00",
        "\u200b",
        "µ",
        "ﬁ",
        "___",
        "__class__",
    ],
]


def soup_of_tokens(random):
    return random.choice(("", " ")).join(random.choice(TOKENS) for _ in range(random.randint(1, 14)))


def soup_of_characters(random):
    return "".join(
        chr(random.choice((random.randint(0, 127), random.randint(0, 0x2FFF))))
        for _ in range(random.randint(1, 30))
    )


def mutated(random, good):
    text = random.choice(good)
    for _ in range(random.randint(1, 4)):
        place = random.randint(0, len(text))
        piece = random.choice((random.choice(TOKENS), "", chr(random.randint(1, 255))))
        text = text[:place] + piece + text[place + random.randint(0, 3) :]
    return text


def refusal(text):
    """The error that text meets, or None where it parses."""
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


def test_thirty_thousand_strings_raise_nothing_else():
    """Token soup, character soup and broken expressions either parse or are ExpressionErrors, without a warning."""
    draw = random.Random(20261123)
    soup = Soup(draw)
    good = [soup.one(draw.choice(tuple(soup.fields))) for _ in range(200)] + [
        soup.total() for _ in range(100)
    ]
    outcomes = {"parsed": 0, "refused": 0}
    makers = (soup_of_tokens, soup_of_characters, lambda r: mutated(r, good))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(30_000):
            text = makers[number % 3](draw)
            error = refusal(text)
            outcomes["refused" if error else "parsed"] += 1
            if error:
                assert error.remedy, text
                assert error.column is None or 0 <= error.column <= len(text), text
    # a fuzz that only ever reaches one side of the parser tests nothing
    assert min(outcomes.values()) > 1_000, outcomes


def test_nothing_runs_while_parsing():
    """No import, no file, no process, no exec: the interpreter's own audit hook would tell."""
    good = [
        "sum(if_(delay < 15, 1, 0)) / count(delay)",
        "col('a b') is none",
        "region in param.regions",
        "1 < x < 3",
    ]
    for text in (*good, *ATTACKS[:3]):
        refusal(text)  # what the parser imports, it has imported now
    events = []
    listening = True

    def hook(event, arguments):
        if listening:
            events.append((event, arguments))

    sys.addaudithook(hook)
    for text in (*good, *ATTACKS):
        refusal(text)
    listening = False
    # `compile` is how ast.parse announces itself; that its tree is never compiled shows in there being no exec
    assert {event for event, _ in events} <= {"compile", "object.__getattr__", "sys._getframe"}
    assert all(arguments[1] == "<expression>" for event, arguments in events if event == "compile")
