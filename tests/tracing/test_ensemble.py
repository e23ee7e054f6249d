"""The frontends of the frameworks that one cell uses, as one."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from shapeviz.shapes.size import Size
from shapeviz.tracing.choosing import ensemble_for
from shapeviz.tracing.ensemble import Ensemble
from shapeviz.tracing.source import CheckedSource


def ensemble_of(text: str) -> Ensemble:
    found = ensemble_for(CheckedSource("cell", text, "<cell>"))
    assert found is not None
    return found


BOTH = "import numpy as np\nimport torch\n"


def test_a_tensor_belongs_to_the_frontend_of_its_framework() -> None:
    ensemble = ensemble_of(BOTH)
    owners = [ensemble.owner(value) for value in (torch.ones(2), np.ones(2), [1, 2])]
    assert [owner.NAME if owner is not None else None for owner in owners] == ["torch", "numpy", None]


def test_a_home_that_is_not_known_is_that_of_the_first_frontend() -> None:
    ensemble = ensemble_of(BOTH)
    assert ensemble.home("numpy").NAME == "numpy"
    assert ensemble.home("") is ensemble.frontends[0]


def test_code_reports_its_calls_if_a_frontend_hears_only_of_those() -> None:
    assert ensemble_of("import numpy as np").listens
    assert not Ensemble([ensemble_of(BOTH).home("torch")]).listens


def test_a_tensor_that_stands_for_another_is_of_the_same_framework() -> None:
    ensemble = ensemble_of(BOTH)
    array = ensemble.tensor_of_shape((2, 3), np.dtype("float32"), like=np.ones(1))
    assert isinstance(array, np.ndarray) and array.shape == (2, 3)
    assert ensemble.tensor_of_shape((2, 3), None).is_meta


def test_copies_share_what_the_namespaces_share_and_leave_the_originals_alone() -> None:
    ensemble = ensemble_of(BOTH)
    x = np.zeros(3)
    first, second = ensemble.copies_on_shapes([{"x": x, "np": np}, {"same": x}])
    assert first["x"] is second["same"] and first["x"] is not x
    assert first["np"] is np


def test_knobs_are_followed_into_the_tensors_of_every_framework() -> None:
    knobs = ensemble_of(BOTH).knob_shapes()
    x, y = np.zeros((2, 3)), torch.zeros(2, 3)
    for tensor in (x, y):
        knobs.note(tensor, (Size(2, "n"), 3))
        assert knobs.of(tensor)[0].expression == "n"
    # A parameter is another tensor with the same memory.
    assert knobs.of(nn.Parameter(y))[0].expression == "n"
    assert knobs.reaches([[x]]) and not knobs.reaches([np.zeros((2, 3)), 4])


def test_the_parts_of_a_model_are_paired_with_those_of_its_copy() -> None:
    model, copy = nn.Sequential(nn.Linear(2, 3)), nn.Sequential(nn.Linear(2, 3))
    pairs = list(ensemble_of(BOTH).paired(model, copy))
    assert (model[0], copy[0]) in [(mine, other) for mine, other in pairs if isinstance(mine, nn.Module)]
    assert sum(isinstance(mine, torch.Tensor) for mine, _ in pairs) == 2
    assert list(ensemble_of("import numpy as np").paired(np.zeros(2), np.zeros(2))) == []
