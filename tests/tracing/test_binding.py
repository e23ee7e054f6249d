"""What a torch call is bound to: a neutral operation, shapes under keywords, arguments, readable names."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from shapeviz.tracing.frontends.torch.binding import (
    bind_function,
    bind_module,
    op_name,
    operand_names,
    target_name,
)

T = torch.Tensor


def tensor(*shape):
    return torch.empty(shape, device="meta")


@pytest.mark.parametrize(
    "function, op, target",
    [
        (F.relu, "relu", "torch.nn.functional.relu"),
        (torch.relu, "relu", "torch.relu"),
        (T.relu_, "relu", "torch.Tensor.relu_"),
        (T.view, "view", "torch.Tensor.view"),
        (T.pow, "pow", "torch.Tensor.pow"),
        (T.__add__, "add", "torch.Tensor.__add__"),
        (T.__iadd__, "add", "torch.Tensor.__iadd__"),
        (T.__rsub__, "sub", "torch.Tensor.__rsub__"),
        (T.__matmul__, "matmul", "torch.Tensor.__matmul__"),
        (T.__getitem__, "getitem", "torch.Tensor.__getitem__"),
        (T.__setitem__, "setitem", "torch.Tensor.__setitem__"),
        (T.T.__get__, "T", "torch.Tensor.T"),
        (T.shape.__get__, "shape", "torch.Tensor.shape"),
        (torch._C._nn.linear, "linear", "torch.nn.functional.linear"),
        (F.max_pool2d, "max_pool2d", "torch.nn.functional.max_pool2d"),
        (F.avg_pool2d, "avg_pool2d", "torch.nn.functional.avg_pool2d"),
        (torch.einsum, "einsum", "torch.einsum"),
        (torch.fft.fft, "fft_fft", "torch.fft.fft"),
        (torch.linalg.norm, "linalg_norm", "torch.linalg.norm"),
        (torch.special.expm1, "special_expm1", "torch.special.expm1"),
    ],
)
def test_a_function_is_called_by_a_neutral_name_and_a_readable_path(function, op, target):
    assert op_name(function) == op
    assert target_name(function) == target


def test_every_getter_of_an_attribute_counts_as_the_same_function():
    assert op_name(T.shape.__get__) == op_name(T.shape.__get__) == "shape"


def test_a_function_of_ones_own_is_called_by_its_module():
    def blur(image):
        return image

    assert op_name(blur) == "blur"
    assert target_name(blur).endswith("test_binding.test_a_function_of_ones_own_is_called_by_its_module.<locals>.blur")


def test_positional_tensors_go_by_their_keywords():
    assert operand_names(F.conv2d, 3) == ["input", "weight", "bias"]
    assert operand_names(torch.cat, 2) == ["tensors[0]", "tensors[1]"]
    assert operand_names(torch.where, 3) == ["condition", "input", "other"]
    assert operand_names(torch.einsum, 3) == ["equation", "operands[0]", "operands[1]"]
    assert operand_names(torch.ormqr, 3) == ["input", "other", "argument 3"]


@pytest.mark.parametrize(
    "function, args, kwargs, operands, attributes",
    [
        (T.view, (tensor(4, 6), 2, -1), {}, {"input": (4, 6)}, {"shape": (2, -1)}),
        (T.view, (tensor(4, 6), (2, -1)), {}, {"input": (4, 6)}, {"shape": (2, -1)}),
        (torch.reshape, (tensor(4, 6),), {"shape": (24,)}, {"input": (4, 6)}, {"shape": (24,)}),
        (T.permute, (tensor(4, 6), 1, 0), {}, {"input": (4, 6)}, {"dims": (1, 0)}),
        (torch.cat, ([tensor(4, 6), tensor(4, 1)], 1), {}, {"tensors": [(4, 6), (4, 1)]}, {"dim": 1}),
        (torch.cat, ((tensor(4, 6),),), {"axis": 1}, {"tensors": [(4, 6)]}, {"dim": 1}),
        (T.__rsub__, (tensor(4), 1.5), {}, {"other": (4,)}, {"input": 1.5}),
        (T.__rmatmul__, (tensor(4, 6), tensor(2, 4)), {}, {"other": (4, 6), "input": (2, 4)}, {}),
        (T.add_, (tensor(4), tensor(1)), {}, {"input": (4,), "other": (1,)}, {"inplace": True}),
        (T.__iadd__, (tensor(4), tensor(1)), {}, {"input": (4,), "other": (1,)}, {"inplace": True}),
        (T.where, (tensor(4), tensor(1), 0.0), {}, {"input": (4,), "condition": (1,)}, {"other": 0.0}),
        (T.T.__get__, (tensor(4, 6),), {}, {"input": (4, 6)}, {}),
        (
            F.linear,
            (tensor(4, 6), tensor(2, 6)),
            {"bias": None},
            {"input": (4, 6), "weight": (2, 6)},
            {"bias": None},
        ),
        (torch.embedding, (tensor(9, 3), tensor(4)), {}, {"weight": (9, 3), "input": (4,)}, {}),
    ],
)
def test_a_call_of_a_function_is_bound(function, args, kwargs, operands, attributes):
    call = bind_function(function, args, kwargs)
    assert call is not None
    assert call.operands == operands
    assert call.attributes == attributes


def test_the_larger_of_two_tensors_is_no_reduction():
    assert bind_function(torch.max, (tensor(4), tensor(4)), {}).op == "maximum"
    assert bind_function(torch.max, (tensor(4), 0), {}).op == "max"


def test_dtypes_are_bound_beside_the_shapes():
    call = bind_function(F.cross_entropy, (tensor(4, 3), tensor(4).long()), {})
    assert call.dtypes == {"input": "float32", "target": "int64"}


def test_binding_shows_nothing_to_a_mode_that_watches():
    seen = []

    class Watch(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            seen.append(function)
            return function(*args, **(kwargs or {}))

    packed = nn.utils.rnn.pack_sequence([torch.zeros(3, 4)])
    layer, lstm = nn.BatchNorm2d(3), nn.LSTM(4, 3)
    image = tensor(2, 3, 4, 4)
    with Watch():
        bind_function(torch.add, (image, image), {})
        bind_module(layer, (image,), {})
        bind_module(lstm, (packed,), {})
    assert seen == []


STATE = (1, 2, 3)
LAYERS = [
    (nn.Linear(6, 2), [tensor(4, 6)], "linear", {"input": (4, 6), "weight": (2, 6), "bias": (2,)}),
    (nn.Conv1d(3, 8, 5, bias=False), [tensor(3, 9)], "conv1d", {"input": (3, 9), "weight": (8, 3, 5)}),
    (nn.MaxPool2d(2), [tensor(1, 3, 8, 8)], "max_pool2d", {"input": (1, 3, 8, 8)}),
    (nn.Embedding(9, 3), [tensor(4)], "embedding", {"input": (4,), "weight": (9, 3)}),
    (nn.GRU(4, 3), [tensor(5, 2, 4), tensor(*STATE)], "gru", {"input": (5, 2, 4), "hx": STATE}),
    (nn.LSTM(4, 3), [tensor(4), (tensor(*STATE),) * 2], "lstm", {"input": (4,), "hx": [STATE, STATE]}),
    (nn.MSELoss(), [tensor(4), tensor(4)], "mse_loss", {"input": (4,), "target": (4,)}),
    (nn.GELU(), [tensor(4)], "gelu", {"input": (4,)}),
    (nn.RMSNorm(6), [tensor(4, 6)], "rms_norm", {"input": (4, 6), "weight": (6,)}),
]


@pytest.mark.parametrize("module, args, op, operands", LAYERS)
def test_a_call_of_a_layer_is_bound_with_its_weights(module, args, op, operands):
    call = bind_module(module, tuple(args), {})
    assert call is not None
    assert (call.op, call.operands) == (op, operands)


def test_a_packed_sequence_is_bound_by_its_rows_and_batch_sizes():
    packed = nn.utils.rnn.pack_sequence([torch.zeros(3, 4), torch.zeros(2, 4)])
    call = bind_module(nn.GRU(4, 3), (packed,), {})
    assert call.operands == {"input": (5, 4)}
    assert call.attributes["batch_sizes"] == [2, 2, 1]


def test_a_layer_with_a_forward_of_its_own_is_not_bound():
    class Doubled(nn.Linear):
        def forward(self, input):
            return 2 * super().forward(input)

    class Renamed(nn.Linear):
        pass

    assert bind_module(Doubled(6, 2), (tensor(4, 6),), {}) is None
    assert bind_module(Renamed(6, 2), (tensor(4, 6),), {}).op == "linear"


def test_a_container_and_a_lazy_layer_are_not_bound():
    assert bind_module(nn.Sequential(nn.ReLU()), (tensor(4),), {}) is None
    assert bind_module(nn.LazyLinear(2), (tensor(4, 6),), {}) is None


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_a_tensor_of_ragged_rows_is_not_bound():
    ragged = torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])
    assert bind_function(torch.relu, (ragged,), {}) is None


def test_the_inner_functions_of_recurrent_layers_are_not_bound():
    assert bind_function(torch.lstm, (tensor(5, 2, 4),), {}) is None
