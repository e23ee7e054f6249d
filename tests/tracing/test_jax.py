"""jax: its arrays and functions are drawn as NumPy's are; a function that it transforms is one call."""

from __future__ import annotations

import pytest

pytest.importorskip("jax")

IMPORTS = "import jax, jax.numpy as jnp\n"
FIT = f"{IMPORTS}x = jnp.ones((4, 3))\nw = jnp.ones((3, 5))\n"
MISFIT = f"{IMPORTS}x = jnp.ones((4, 3))\nw = jnp.ones((4, 5))\n"
SENTENCE = "{} expects equal sizes in axis {} of input and axis 0 of other, but gets 3 and 4."


def test_calls_and_operators_on_arrays_are_one_graph(run) -> None:
    picture = run(f"{FIT}y = jax.nn.relu(jnp.dot(x, w) + jnp.zeros(5))\nm = (y @ w.T).mean(axis=0)")
    assert picture.graph.notes == []
    assert picture.outputs() == {"m": (3,)}
    assert [edge for edge in picture.flow() if edge[0] in ("dot", "add", "relu")] == [
        ("dot", "add"),
        ("add", "relu"),
        ("relu", "matmul"),
    ]
    assert picture.at(N=7).node("dot").outputs[0].shape == (7, 5)


def test_shapes_that_do_not_broadcast_are_told(run) -> None:
    picture = run(f"{FIT}y = x + jnp.zeros(5)")
    assert picture.sentences == [
        "add expects equal sizes (or 1) in axis 1 of input and axis 0 of other, but gets 3 and 5."
    ]


@pytest.mark.parametrize("called", ["jax.jit(f)(x, w)", "jax.jit(jax.vmap(f, in_axes=(0, None)))(x, w)"])
def test_a_compiled_function_is_one_call_that_gives_what_it_gives(run, called) -> None:
    scope: dict = {}
    picture = run(
        f"{FIT}def f(a, b):\n    h = jnp.dot(a, b)\n    return jax.nn.relu(h)\ny = {called}\ns = y.sum()", scope
    )
    assert picture.flow() == [("x", "f"), ("w", "f"), ("f", "sum"), ("sum", "s")]
    assert scope["y"].shape == (4, 5)


def test_a_function_that_was_compiled_under_watch_runs_on_afterwards(run) -> None:
    scope: dict = {}
    run(f"{FIT}@jax.jit\ndef f(a, b):\n    return jnp.dot(a, b) * 2\ny = f(x, w)", scope)
    assert float(scope["f"](scope["x"][:2], scope["w"])[0, 0]) == 6.0


def test_gradients_have_the_shapes_of_the_weights(run) -> None:
    picture = run(
        f"{IMPORTS}w, x, t = jnp.zeros(3), jnp.ones((8, 3)), jnp.ones(8)\n"
        "def loss(w, x, t):\n    return jnp.mean((x @ w - t) ** 2)\n"
        "g = jax.grad(loss)(w, x, t)\nw = w - 0.1 * g"
    )
    assert picture.node("loss").outputs[0].shape == (3,)
    assert picture.outputs() == {"w": (3,)}


@pytest.mark.parametrize(
    ("called", "sentence"),
    [
        ("jax.jit(f)(x, w)", SENTENCE.format("dot", 1)),
        ("jax.vmap(f, in_axes=(0, None))(x, w)", SENTENCE.format("dot", 0)),
        ("jax.lax.scan(lambda carry, row: (carry, f(row, w)), 0.0, x)", SENTENCE.format("dot", 0)),
    ],
)
def test_an_error_in_a_traced_function_is_told_at_the_call_that_made_it(run, called, sentence) -> None:
    picture = run(f"{MISFIT}def f(a, b):\n    h = a * 2\n    return jnp.dot(h, b)\ny = {called}")
    assert picture.sentences == [sentence]
    assert picture.check.mismatches[0].line == 6
    assert "Tracer" not in "".join(picture.graph.notes)


def test_an_array_goes_from_jax_to_numpy(run) -> None:
    picture = run(f"import numpy as np\n{FIT}n = np.asarray(x @ w)\nq = n.sum(axis=1)")
    assert {("matmul", "asarray"), ("asarray", "sum")} <= set(picture.flow())
    assert picture.outputs() == {"q": (4,)}
