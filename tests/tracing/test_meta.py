"""`meta=True`: the cell runs on shapes alone, and nothing is allocated."""

from __future__ import annotations

import resource

import pytest
import torch
from torch import nn


def test_tensors_and_parameters_have_no_data(run) -> None:
    namespace: dict = {}
    picture = run("m = nn.Linear(4, 2)\nx = torch.randn(3, 4)\ny = m(x)", namespace, meta=True)
    assert all(t.is_meta for t in (namespace["x"], namespace["y"], namespace["m"].weight))
    assert picture.outputs() == {"y": (3, 2)} and picture.graph.headline == "1 layer, every shape fits"


def test_a_model_of_seventy_billion_parameters_takes_no_memory(run) -> None:
    pytest.importorskip("transformers")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    picture = run(
        """
        from transformers import LlamaConfig, LlamaForCausalLM
        model = LlamaForCausalLM(LlamaConfig(
            hidden_size=8192, intermediate_size=28672, num_hidden_layers=80, num_attention_heads=64,
            num_key_value_heads=8, vocab_size=32000,
        ))
        ids = torch.randint(0, 32000, (1, 128))
        logits = model(ids).logits
        loss = logits.mean()
        """,
        meta=True,
    )
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert picture.graph.headline == "562 layers, every shape fits"
    assert picture.node("LlamaForCausalLM").parameter_count == 68_976_648_192
    assert used < 1_000_000  # kilobytes, where the parameters alone would be 276 million


def test_the_users_own_models_stay_as_they_are(run) -> None:
    mine = nn.Linear(4, 8)
    weight = mine.weight.detach().clone()
    picture = run("x = torch.randn(3, 4)\ny = mine(x)", {"mine": mine}, meta=True)
    assert picture.outputs() == {"y": (3, 8)}
    assert mine.weight.device.type == "cpu" and torch.equal(mine.weight, weight)


def test_a_training_step_runs_on_shapes(run) -> None:
    picture = run(
        """
        m = nn.Linear(4, 1)
        optimizer = torch.optim.Adam(m.parameters())
        for _ in range(3):
            loss = m(torch.randn(8, 4)).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        """,
        meta=True,
    )
    assert picture.graph.verdict == "ok" and picture.node("m").repeats == 3


def test_devices_named_in_the_code_do_not_matter(run) -> None:
    picture = run(
        """
        x = torch.randn(3, 4, device="cuda")
        m = nn.Linear(4, 2).to("cuda").half()
        y = m(x.cuda().half()).to(device="cpu", dtype=torch.float32)
        """,
        meta=True,
    )
    assert picture.graph.verdict == "ok" and picture.edge_into("y").dtype == "float32"


def test_a_mismatch_is_found_without_data(run) -> None:
    picture = run("y = nn.Linear(4, 2)(torch.randn(3, 5))", meta=True)
    assert picture.sentences == ["Linear expects 4 features in the last axis of its input, but gets 5."]


def test_mismatches_that_only_the_meta_device_lets_pass_are_found(run) -> None:
    picture = run("y = nn.BatchNorm2d(4)(torch.randn(2, 3, 8, 8))", meta=True)
    assert picture.sentences == ["BatchNorm2d expects 4 channels in axis 1 of its input, but gets 3."]


def test_sizes_can_be_varied(run) -> None:
    assert run("y = nn.Linear(4, 2)(torch.randn(3, 4))", meta=True).at(N=6).outputs() == {"y": (6, 2)}
