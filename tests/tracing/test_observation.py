"""Pure observation: a watched run is the run itself, and afterwards nothing shows that it was watched."""

from __future__ import annotations

import contextlib
import io
import random
import traceback
import warnings

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.modules import module as hooks

from shapeviz import check_cell

PROGRAM = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(4 * 6 * 6, 10)

    def forward(self, x):
        print("forward", tuple(x.shape))
        return self.fc(self.drop(torch.relu(self.norm(self.conv(x)))).flatten(1))

net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(4, 3, 8, 8)
n, rows = x.shape[0], [size for size in x.shape]
for _ in range(3):
    loss = net(x).square().mean() + random.random() + np.random.rand()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
out = net.eval()(x)
"""
FAILING = PROGRAM + "\n\ndef spoil(y):\n    return (y\n        @ torch.ones(3, 3))\n\nspoil(out)\n"


def seeded(run):
    """The namespace, printed text, error and random state after `run(namespace)` from fixed seeds."""
    torch.manual_seed(0), random.seed(0), np.random.seed(0)
    namespace: dict = {"__name__": "__main__", "torch": torch, "nn": nn, "random": random, "np": np}
    printed = io.StringIO()
    error = None
    with contextlib.redirect_stdout(printed):
        try:
            error = run(namespace)
        except Exception as raised:
            error = raised
    state = (
        torch.get_rng_state().tolist(),
        random.getstate(),
        np.random.get_state(legacy=False)["state"]["key"].tolist(),
    )
    return namespace, printed.getvalue(), error, state


def plainly(source):
    return seeded(lambda namespace: exec(compile(source, "<cell>", "exec"), namespace))


def watched(source):
    return seeded(lambda namespace: check_cell(source, namespace).error)


@pytest.mark.parametrize("source", [PROGRAM, FAILING], ids=["running", "failing"])
def test_values_output_and_random_states_are_those_of_an_unwatched_run(source) -> None:
    plain_names, plain_text, _, plain_state = plainly(source)
    names, text, _, state = watched(source)
    assert text == plain_text and state == plain_state and list(names) == list(plain_names)
    assert torch.equal(names["out"], plain_names["out"]) and torch.equal(names["loss"], plain_names["loss"])
    for (name, mine), (_, theirs) in zip(
        names["net"].state_dict().items(), plain_names["net"].state_dict().items(), strict=True
    ):
        assert torch.equal(mine, theirs), name
    assert type(names["n"]) is int and {type(size) for size in names["rows"]} == {int}


def test_the_exception_and_its_traceback_are_those_of_an_unwatched_run() -> None:
    _, _, plain_error, _ = plainly(FAILING)
    _, _, error, _ = watched(FAILING)
    assert type(error) is type(plain_error) and str(error) == str(plain_error)

    def lines(raised):
        frames = traceback.extract_tb(raised.__traceback__)
        return [(f.filename, f.lineno, f.colno, f.name) for f in frames if f.filename == "<cell>"]

    assert lines(error) == lines(plain_error) and len(lines(error)) == 2
    assert not any("shapeviz/tracing" in f.filename for f in traceback.extract_tb(error.__traceback__))


def torchs_global_state():
    tables = {name: dict(value) for name, value in vars(hooks).items() if isinstance(value, dict)}
    modes = [torch.overrides._get_current_function_mode(), torch._C._len_torch_function_stack()]
    return tables, modes, list(warnings.filters), torch.is_grad_enabled(), torch.get_default_device()


@pytest.mark.parametrize("source", [PROGRAM, FAILING, "1 / 0", "import sys; sys.exit()"])
@pytest.mark.parametrize("meta", [False, True])
def test_nothing_is_left_behind_in_torch(source, meta) -> None:
    before = torchs_global_state()
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        check_cell(source, {"torch": torch, "nn": nn, "random": random, "np": np}, meta=meta)
    assert torchs_global_state() == before


def test_the_users_modules_are_untouched() -> None:
    model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 2))
    model[0].requires_grad_(False)
    model[1].eval()
    handle = model.register_forward_hook(lambda *_: None)

    def looks():
        return [
            (
                id(module), sorted(vars(module)), module.training,
                [(id(p), p.requires_grad, p.device, p.grad is None) for p in module.parameters()],
                [(id(b), b.tolist()) for b in module.buffers()], list(module._forward_hooks),
            )
            for module in model.modules()
        ]  # fmt: skip

    before = looks()
    check = check_cell("y = model(x)", {"model": model, "x": torch.ones(3, 4)})
    check.at(N=7)
    assert looks() == before and list(model._forward_hooks) == [handle.id]


def test_sizes_kept_in_attributes_become_plain() -> None:
    namespace: dict = {"torch": torch, "nn": nn}
    source = "x = torch.ones(3, 4)\nfc = nn.Linear(x.shape[1], x.size(0))\ny = fc(x)\nn = x.shape"
    assert check_cell(source, namespace).ok
    assert type(namespace["fc"].in_features) is int and type(namespace["fc"].out_features) is int
    assert [type(size) for size in namespace["n"]] == [int, int] and type(namespace["n"]) is torch.Size


def test_shapes_work_as_always_while_the_cell_runs() -> None:
    source = """
x = torch.ones(3, 4)
n, m = x.shape
assert isinstance(n, int) and (n, m) == (3, 4) and x.shape == (3, 4) and isinstance(x.shape, torch.Size)
assert f"{n}x{m}" == "3x4" and str(x.shape) == "torch.Size([3, 4])" and x.shape.numel() == 12
assert x.size(-1) == 4 and x.size(dim=0) == 3 and len(x) == 3 and x.ndim == 2 and x.dim() == 2
assert torch.zeros(x.shape).shape == torch.zeros(*x.shape).shape == x.shape
"""
    assert check_cell(source, {"torch": torch}).error is None


@pytest.mark.parametrize("masked", [False, True])
def test_torchs_fused_transformer_layers_stay_in_use(masked) -> None:
    torch.manual_seed(0)
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2).eval()
    x = torch.randn(2, 5, 8)
    mask = torch.tensor([[False] * 3 + [True] * 2, [False] * 4 + [True]]) if masked else None
    with torch.no_grad():
        plain = encoder(x, src_key_padding_mask=mask)
        namespace = {"encoder": encoder, "x": x, "mask": mask, "torch": torch}
        check = check_cell("y = encoder(x, src_key_padding_mask=mask)\nz = y.sum()", namespace)
    assert torch.equal(namespace["y"], plain)
    assert next(node.op for node in check.graph.nodes if node.kind == "module") == "transformerencoder"
    if masked:
        with pytest.raises(RuntimeError) as refusal:
            check.at(N=3)
        assert str(refusal.value) == "The sizes cannot be varied: TransformerEncoder needs the tensors' data."
    else:
        assert check.at(N=3).ok


def test_a_failure_inside_a_fused_layer_is_found_where_it_is() -> None:
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 1).eval()
    with torch.no_grad():
        check = check_cell("y = encoder(torch.ones(2, 5, 6))", {"encoder": encoder, "torch": torch})
    assert check.error is not None and check.graph.verdict == "mismatch"
    (mismatch,) = check.mismatches
    assert check.graph.node(mismatch.node).label == "self_attn" and mismatch.error is not None


def test_a_fault_of_the_recorder_never_costs_the_user_the_cell(monkeypatch) -> None:
    from shapeviz.tracing import recorder

    def broken(*_):
        raise RuntimeError("our own fault")

    monkeypatch.setattr(recorder.Recorder, "links", broken)
    namespace: dict = {"torch": torch, "nn": nn}
    check = check_cell("y = nn.Linear(4, 2)(torch.ones(3, 4))\nz = y + 1", namespace)
    assert namespace["z"].shape == (3, 2) and check.error is None
    assert str(check.fault) == "our own fault" and not check.ok
    assert check.graph.headline == "shapeviz could not record this code; the code itself ran."
