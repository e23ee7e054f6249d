"""Sizes handed to the checked code: it runs as it would with plain numbers, whatever it does with them."""

from __future__ import annotations

import copy
import linecache
import traceback
from typing import Any

import numpy as np
import pytest
import torch

from shapeviz import check_cell

SNIPPETS = [
    "out = {x.size(0): 1, x.size(1): 2}[4], x.shape in {(4, 3)}, {x.shape: 1}[(4, 3)], {x.size(0), 4}",
    "s = x.shape; out = s == (4, 3), s == torch.Size([4, 3]), s == [4, 3], s != (4, 3), s < (5,), 4 in s, s.index(3)",
    "s = x.shape; out = s.numel(), type(s[1:]), type(s + (2,)), s * 2, s.count(4), hash(s) == hash((4, 3)), sorted(s)",
    "import math; n = x.size(0); out = math.prod(x.shape), math.sqrt(n), math.gcd(n, 6), math.comb(n, 2), math.log2(n)",
    "n = x.size(0); out = f'{n} {n:03d} {n!r} {n:>5} {n:.1f}', '%d %s %x' % (n, n, n), str(x.shape), ascii(n), hex(n)",
    "n = x.size(0); out = divmod(n, 3), divmod(9, n), n ** -1, n ** 0.5, pow(n, 2, 3), n / 3, ~n, n << 1, n & 6, -n",
    "n = x.size(0); out = n.bit_length(), n.to_bytes(2, 'big'), n.real, n.as_integer_ratio(), round(n, -1), float(n)",
    "n = x.size(0); out = [0] * n, 'a' * n, 'abcdef'[:n], list(range(n)), bytes(n), memoryview(b'abcdef')[n]",
    "n = x.size(0); out = n == 4.0, n == 'a', n != None, n is None, 4.5 > n, n == True, True + n, n < 4.5",
    "from fractions import Fraction; n = x.size(0); out = Fraction(n, 3), n * Fraction(1, 2), n < Fraction(9, 2)",
    "from decimal import Decimal; n = x.size(0); out = Decimal(n) + n, n * Decimal(2)",
    "import json; out = json.dumps({'n': x.size(0), 's': x.shape}), json.dumps({x.size(0): 1})",
    "import pickle; out = pickle.loads(pickle.dumps(x.shape)), type(pickle.loads(pickle.dumps(x.size(0))))",
    "import copy; out = copy.deepcopy({'n': x.shape}), type(copy.copy(x.size(0)))",
    "import struct, array; n = x.size(0); out = struct.pack('i', n), array.array('i', [n])",
    "import random; random.seed(x.size(0)); out = random.random(), random.sample(range(10), x.size(1))",
    "from collections import Counter; out = Counter(x.shape), Counter([x.size(0), 4])",
    "from functools import lru_cache; f = lru_cache(lambda n, m: [n]); out = f(*x.shape) is f(4, 3), f.cache_info()",
    "from enum import Enum; E = Enum('E', {'A': 4}); out = str(E(x.size(0)))",
    "from operator import mul; from functools import reduce; out = reduce(mul, x.shape, 1), sum(x.shape), max(x.shape)",
    "n, m = x.shape; n += 1; m *= 2; n //= 2; m -= 1; n **= 2; m %= 4; out = n, m",
    "a = np.ones(3, np.float32); n = x.size(0); out = (a * n).dtype, (n - a).dtype, np.where(a > 0, a, n).dtype",
    "n = x.size(0); out = np.zeros((n, 2)).shape, np.array([n, 2]), np.arange(n), np.int64(3) * n, np.prod(x.shape)",
    "n = x.size(0); out = torch.tensor([n, 2]), torch.full((2,), n), n - torch.ones(2), torch.ones(2) < n",
    "n, m = x.shape; out = x.view(m, n), x[n - 1], x[: n // 2], torch.Size([n, m]) == x.shape, x.new_zeros(n, m)",
    "out = [torch.zeros(x.shape), torch.ones(*x.shape), x.new_zeros(x.shape), x.expand(2, *x.shape)]",
    "import multiprocessing.pool as p; out = p.ThreadPool(2).map(abs, [x.size(0), x.size(1)])",
    "f = lambda k: 0 if k <= 0 else 1 + f(k - 1); out = f(x.size(0) * 50)",
    "k = x.size(0); i = 0\nwhile i < k: i += 1\nout = i, [j for j in range(k) if j != k - 1]",
    "out = repr(x), repr(torch.nn.Parameter(x)), copy.deepcopy(x).shape",
    "import io; b = io.BytesIO(); torch.save(x, b); b.seek(0); out = torch.load(b).shape",
    "import einops; d = einops.parse_shape(x, 'b c'); out = d, {d['b']: 1}, [*einops.pack([x, x], '* c')[1]]",
    "import einops; out = einops.rearrange(x, '(a b) c -> a b c', a=x.size(0) // 2)",
    "out = torch.func.vmap(lambda row: row.view(row.size(0)) * row.size(0))(x)",
    "out = torch.autograd.functional.jacobian(lambda t: t.sum(1) * t.size(0), x)",
    "out = torch.jit.trace(lambda t: t.reshape(t.size(0) * t.size(1)), x)(torch.ones(2, 3)).shape",
]
MATCH = """
match x.shape:
    case (4, k): first = k
    case _: first = None
match x.size(0):
    case 3: second = "three"
    case int(n): second = n
out = first, second
"""
LOADER = """
from torch.utils.data import DataLoader, Dataset

class Rows(Dataset):
    def __len__(self): return x.shape[0]
    def __getitem__(self, i): return x[i], x.size(1), i

out = [[*map(str, batch)] for batch in DataLoader(Rows(), batch_size=x.size(1))]
"""
STRANGERS = """
class Stranger:
    def __eq__(self, other): raise ValueError("strange")
    def __rmul__(self, other): return "times", other
    def __lt__(self, other): return "less"

class Own(int):
    def __radd__(self, other): return "own", other

n, out = x.size(0), []
for act in (lambda: n == Stranger(), lambda: n * Stranger(), lambda: n > Stranger(), lambda: n + Own(3)):
    try:
        out.append(act())
    except ValueError as error:
        out.append(str(error))
"""
CONFIG = """
from dataclasses import asdict, dataclass

@dataclass(frozen=True, order=True)
class Config:
    rows: int
    shape: tuple

config = Config(x.size(0), tuple(x.shape))
out = repr(config), hash(config), asdict(config), config > Config(3, ())
"""
SELF_CONTAINED = """
row = [x.size(0)]
row.append(row)
table = {"n": x.size(0)}
table["table"] = table
out = repr(row), repr(table)
"""
GRADIENT = """
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.rows, ctx.shape = t.size(0), t.shape
        return t * 2
    @staticmethod
    def backward(ctx, gradient):
        return gradient.reshape(ctx.shape) * ctx.rows

t = torch.ones(4, 3, requires_grad=True)
Twice.apply(t).sum().backward()
out = t.grad
"""
SAVED = """
import io
net, file = torch.nn.Linear(*x.shape), io.BytesIO()
torch.save(net.state_dict(), file)
file.seek(0)
out = [value.shape for value in torch.load(file).values()]
"""
LARGER = [SAVED, MATCH, LOADER, STRANGERS, CONFIG, SELF_CONTAINED, GRADIENT]


def result(source: str, watched: bool) -> str:
    scope: dict[str, Any] = {"torch": torch, "np": np, "copy": copy, "__name__": "__main__"}
    source = "x = torch.arange(12.0).view(4, 3)\n" + source
    if watched:
        check = check_cell(source, scope)
        assert check.fault is None and check.error is None, check.fault or check.error
    else:
        exec(source, scope)
    return repr(scope["out"])


@pytest.mark.parametrize("source", [*SNIPPETS, *LARGER])
def test_code_that_uses_sizes_gives_what_it_gives_unwatched(source: str) -> None:
    assert result(source, watched=True) == result(source, watched=False)


def test_an_error_made_with_a_size_has_no_frames_of_ours() -> None:
    source = "import torch\nn = torch.ones(4, 3).size(0)\nm = n // (n - 4)"
    check = check_cell(source, {})
    assert isinstance(check.error, ZeroDivisionError)
    assert [frame.name for frame in traceback.extract_tb(check.error.__traceback__)][-1] == "<module>"
    linecache.checkcache()


def test_a_shape_given_whole_follows_a_slider(run) -> None:
    picture = run(
        """
        x = torch.randn(8, 2)
        y = x.reshape(x.shape[:-1] + (2,))
        z = torch.zeros(x.shape) + x.expand(x.shape) + x.new_zeros(size=x.shape)
        """
    )
    assert picture.at(N=5).outputs() == {"y": (5, 2), "z": (5, 2)}
    assert [edge.formula for edge in picture.graph.edges if picture.graph.node(edge.target).kind == "output"] == [
        ("N", 2),
        ("N", "F"),
    ]


def test_a_layer_of_einops_that_was_made_with_a_size_has_formulas(run) -> None:
    picture = run(
        """
        from einops.layers.torch import Rearrange
        x = torch.ones(4, 3, 8)
        y = Rearrange("b c (h d) -> b h c d", h=x.shape[0])(x)
        """
    )
    assert picture.graph.notes == []
    assert picture.edge_into("y").formula == ("N", 4, "L", ("//", "F", 4))
