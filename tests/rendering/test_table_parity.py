"""The layer table says what torchinfo says, and where it does not, torch's own count of operations bears it out."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
import torchinfo
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode
from torchinfo.layer_info import LayerInfo
from torchinfo.model_statistics import ModelStatistics

import shapeviz
from shapeviz.graph.model import Node
from shapeviz.rendering.shapes_text import shape_text
from shapeviz.rendering.table import COLUMNS, RECURSIVE, Table
from shapeviz.rendering.table_rows import Row

MULTIPLYING = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.RNN, nn.LSTM, nn.GRU)
BYTES_OF_A_STORAGE_OBJECT = 100


class Residual(nn.Module):
    """A block of a ResNet; its convolution without downsampling runs twice, and so does its activation."""

    def __init__(self, channels: int, wider: int, stride: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(channels, wider, 3, stride, padding=1, bias=False)
        self.conv = nn.Conv2d(wider, wider, 3, padding=1, bias=False)
        self.norm1, self.norm2, self.norm3 = (nn.BatchNorm2d(wider) for _ in range(3))
        self.relu = nn.ReLU(inplace=True)
        self.downsample = nn.Sequential(nn.Conv2d(channels, wider, 1, stride, bias=False), nn.BatchNorm2d(wider))

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.norm1(self.enter(x)))
        y = self.relu(self.norm2(self.conv(y)))
        return self.relu(self.norm3(self.conv(y)) + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 7, 2, padding=3, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.layer1, self.layer2 = Residual(8, 8, 1), Residual(8, 16, 2)
        self.pool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.pool(self.layer2(self.layer1(self.stem(x)))).flatten(1))


class Recurrent(nn.Module):
    """A bidirectional LSTM of two layers, a GRU behind it, and the last step's output through a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(12, 16, num_layers=2, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(32, 8, batch_first=True)
        self.head = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        y, _ = self.lstm(x)
        y, _ = self.gru(y)
        return self.head(y[:, -1])


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(50, 16)
        layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.head = nn.Linear(16, 4)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.encoder(self.embedding(tokens)).mean(1))


class Twice(nn.Module):
    """One layer under two names, a part that is frozen, a parameter of its own, and a layer that never runs."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.second = self.first
        self.frozen = nn.Linear(8, 8).requires_grad_(False)
        self.partly = nn.Linear(8, 8)
        self.partly.bias.requires_grad_(False)
        self.shift = nn.Parameter(torch.zeros(8))
        self.idle = nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.partly(self.frozen(self.second(self.first(x)) + self.shift))


class Autoencoder(nn.Module):
    """Grouped, depthwise, dilated, one- and three-dimensional and transposed convolutions."""

    def __init__(self) -> None:
        super().__init__()
        self.grouped = nn.Conv2d(4, 8, 3, groups=2, padding=1)
        self.depthwise = nn.Conv2d(8, 8, (3, 5), groups=8, dilation=2)
        self.pool = nn.MaxPool2d((2, 1))
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.line, self.volume = nn.Conv1d(4, 6, 3), nn.Conv3d(1, 2, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        y = self.up(self.pool(self.depthwise(self.grouped(x))))
        return self.line(y.flatten(2)), self.volume(y.unsqueeze(1))


def bert() -> nn.Module:
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(vocab_size=60, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    return BertForSequenceClassification(config)


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))


def cnn() -> nn.Module:
    block = (nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2))
    return nn.Sequential(*block, nn.Flatten(), nn.Linear(8 * 16 * 16, 10))


def nested() -> nn.Module:
    inner = nn.Sequential(nn.Linear(8, 8), nn.Sequential(nn.ReLU(), nn.Linear(8, 6, bias=False)))
    return nn.Sequential(nn.Sequential(nn.Linear(4, 8), inner), nn.Softmax(-1))


def images(*shape: int) -> Tensor:
    return torch.zeros(shape)


def tokens(*shape: int) -> Tensor:
    return torch.zeros(shape, dtype=torch.int64)


MODELS: dict[str, tuple[Any, Tensor]] = {
    "mlp": (mlp, images(5, 1, 28, 28)),
    "cnn": (cnn, images(4, 3, 32, 32)),
    "resnet": (ResNet, images(2, 3, 32, 32)),
    "recurrent": (Recurrent, images(3, 7, 12)),
    "encoder": (Encoder, tokens(2, 6)),
    "autoencoder": (Autoencoder, images(2, 4, 16, 20)),
    "twice": (Twice, images(5, 8)),
    "nested": (nested, images(3, 4)),
    "bert": (bert, tokens(2, 9)),
}


class Summaries(NamedTuple):
    """One model, seen by both: our rows of modules beside torchinfo's layers, and the sums of each."""

    rows: list[tuple[Row, Node, LayerInfo]]
    table: Table
    torchinfo: ModelStatistics


def summaries(model: nn.Module, x: Tensor) -> Summaries:
    graph = shapeviz.check(model, x).graph
    table = Table(graph)
    listed = [node for node in graph.nodes if node.kind in ("module", "call")]
    modules = [(row, node) for row, node in zip(table.rows, listed, strict=True) if node.kind == "module"]
    theirs = torchinfo.summary(model, input_data=x, verbose=0)
    layers = [layer for layer in theirs.summary_list if layer.executed]
    pairs = zip(modules, layers, strict=True)
    return Summaries([(row, node, layer) for (row, node), layer in pairs], table, theirs)


@pytest.fixture(scope="module", params=MODELS)
def both(request: pytest.FixtureRequest) -> Summaries:
    make, x = MODELS[request.param]
    return summaries(make().eval(), x)


def shown(size: list[int] | int | None) -> str:
    """A size that torchinfo has found, in our notation."""
    if not size:
        return ""
    return str(size) if isinstance(size, int) else shape_text(tuple(size))


def test_the_layers_are_the_same_and_stand_in_the_same_order(both: Summaries):
    for row, node, layer in both.rows:
        assert node.target.rpartition(".")[2] == layer.class_name
        assert row.level == layer.depth - unlisted(both.torchinfo, layer)


def unlisted(theirs: ModelStatistics, layer: LayerInfo) -> int:
    """How many of the groups around a layer are mere lists, which do not run."""
    around, count = layer.parent_info, 0
    ran = {other.layer_id for other in theirs.summary_list if other.executed}
    while around is not None:
        count += around.layer_id not in ran
        around = around.parent_info
    return count


def test_the_input_shapes_are_the_same(both: Summaries):
    # torchinfo does not see operands that are given by name.
    seen = [(row.input_shape, shown(layer.input_size)) for row, _, layer in both.rows if layer.input_size]
    assert seen
    for ours, theirs in seen:
        assert ours.split(", ")[0] == theirs


def test_the_output_shapes_are_the_same(both: Summaries):
    for row, _, layer in both.rows:
        assert shown(layer.output_size) in row.output_shape.split(", ")


def test_the_kernels_are_the_same(both: Summaries):
    for row, _, layer in both.rows:
        assert row.kernel == shown(layer.kernel_size)


def test_the_parameters_are_the_same_and_those_of_a_layer_that_ran_before_are_marked(both: Summaries):
    for row, _, layer in both.rows:
        told = layer.num_params_to_str(reached_max_depth=False)
        # torchinfo puts numbers of frozen parameters in brackets.
        theirs = told if told == RECURSIVE else told.strip("()-")
        assert COLUMNS["parameters"].text(row) == theirs


def test_what_is_trained_is_the_same(both: Summaries):
    words = {"True": "yes", "False": "no", "Partial": "partly", "--": ""}
    for row, _, layer in both.rows:
        assert row.trainable == words[layer.trainable]


def test_the_multiply_adds_of_layers_are_those_of_torchinfo_without_the_biases(both: Summaries):
    for row, node, layer in both.rows:
        batch_of_vectors = not isinstance(layer.module, nn.Linear) or len(node.inputs[0].shape) == 2
        if isinstance(layer.module, MULTIPLYING) and batch_of_vectors:
            biases = sum(weight.numel() for name, weight in layer.module.named_parameters() if "bias" in name)
            positions = layer.macs // layer.num_params
            assert row.multiply_adds == layer.macs - positions * biases


# Those but the recurrent one, since torch does not count what is inside its recurrent kernels.
@pytest.mark.parametrize("name", [name for name in MODELS if name != "recurrent"])
def test_the_total_of_the_multiply_adds_is_half_of_the_operations_that_torch_counts(name: str):
    make, x = MODELS[name]
    model = make().train()
    assert shapeviz.check(model, x).table().totals.multiply_adds * 2 == operations(model, x)


def operations(model: nn.Module, x: Tensor) -> int:
    with FlopCounterMode(display=False) as counter:
        model(x)
    return counter.get_total_flops()


def test_the_total_parameters_are_the_same(both: Summaries):
    ours, theirs = both.table.totals, both.torchinfo
    assert (ours.parameters, ours.trainable) == (theirs.total_params, theirs.trainable_params)


def test_the_size_of_the_input_is_the_same_but_for_what_python_adds(both: Summaries):
    ours, theirs = both.table.totals.input_bytes, both.torchinfo.total_input
    assert ours <= theirs < ours + BYTES_OF_A_STORAGE_OBJECT


@pytest.mark.parametrize("name", ["mlp", "cnn", "resnet", "autoencoder", "nested"])
def test_the_memory_of_parameters_and_passes_is_the_same_for_models_of_plain_layers(name: str):
    make, x = MODELS[name]
    both = summaries(make().eval(), x)
    ours, theirs = both.table.totals, both.torchinfo
    assert (ours.parameter_bytes, ours.pass_bytes) == (theirs.total_param_bytes, theirs.total_output_bytes)


BIAS_FREE = [
    (nn.Linear(8, 4, bias=False), (3, 8)),
    (nn.Conv1d(4, 6, 3, bias=False), (2, 4, 9)),
    (nn.Conv2d(4, 8, 3, groups=2, stride=2, bias=False), (2, 4, 9, 9)),
    (nn.Conv3d(2, 3, (1, 2, 3), bias=False), (2, 2, 5, 5, 5)),
    (nn.RNN(4, 5, bias=False), (6, 2, 4)),
    (nn.GRU(4, 5, num_layers=2, bias=False, bidirectional=True), (6, 2, 4)),
    (nn.LSTM(4, 5, bias=False, proj_size=3), (6, 2, 4)),
]


@pytest.mark.parametrize("layer, shape", BIAS_FREE, ids=lambda value: type(value).__name__)
def test_without_biases_the_multiply_adds_are_the_same(layer: nn.Module, shape: tuple[int, ...]):
    both = summaries(layer, torch.zeros(shape))
    assert both.table.totals.multiply_adds == both.torchinfo.total_mult_adds > 0


class Products(nn.Module):
    """Products in plain calls."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(6, 4))

    def forward(self, x: Tensor) -> Tensor:
        return torch.einsum("bij,bkj->bik", x @ x.mT, F.linear(x, self.weight))


class Loop(nn.Module):
    """A cell in a loop, which is one row of our table."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.Linear(8, 8, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(5):
            x = self.cell(x).tanh()
        return x


DIFFERENCES = [
    ("a bias is added and not multiplied", nn.Linear(8, 4), images(2, 8), 2 * 8 * 4, 2 * (8 * 4 + 4)),
    ("every position of a sequence is multiplied", nn.Linear(8, 4, bias=False), images(2, 5, 8), 2 * 5 * 8 * 4, 64),
    (
        "a transposed convolution multiplies each position of its input",
        nn.ConvTranspose2d(3, 4, 2, stride=2, bias=False),
        images(1, 3, 8, 8),
        3 * 8 * 8 * 4 * 2 * 2,
        16 * 16 * 3 * 4 * 2 * 2,
    ),
    ("a norm scales and does not add up", nn.BatchNorm2d(3), images(2, 3, 4, 4), 0, 2 * 6),
    ("an embedding looks up", nn.Embedding(10, 4), tokens(2, 5), 0, 2 * 40),
    (
        "a cell of a recurrent network has no axis of time",
        nn.GRUCell(4, 6, bias=False),
        images(2, 4),
        2 * 3 * 6 * (4 + 6),
        2 * 6 * 3 * 6 * (4 + 6),
    ),
]


@pytest.mark.parametrize("why, layer, x, ours, theirs", DIFFERENCES, ids=[why for why, *_ in DIFFERENCES])
def test_multiply_adds_differ_where(why: str, layer: nn.Module, x: Tensor, ours: int, theirs: int):
    both = summaries(layer, x)
    assert (both.table.totals.multiply_adds, both.torchinfo.total_mult_adds) == (ours, theirs)


def test_attention_counts_with_its_projections():
    layer = nn.MultiheadAttention(8, 2, batch_first=True)
    check = shapeviz.check(lambda x: layer(x, x, x), images(2, 5, 8))
    assert check.table().totals.multiply_adds == 4 * (2 * 5 * 8 * 8) + 2 * (2 * 5 * 5 * 8)


def test_products_in_plain_calls_count():
    model, x = Products(), images(2, 6, 4)
    both = summaries(model, x)
    assert both.table.totals.multiply_adds * 2 == operations(model, x)
    assert both.table.totals.multiply_adds > both.torchinfo.total_mult_adds


def test_a_loop_is_one_row_that_counts_as_often_as_it_ran():
    model, x = Loop(), images(2, 8)
    theirs = torchinfo.summary(model, input_data=x, verbose=0)
    table = shapeviz.check(model, x).table()
    assert [row.layer for row in table.rows] == ["Loop", "cell ×5  Linear", "tanh ×5"]
    assert table.totals.multiply_adds == theirs.total_mult_adds == 5 * 2 * 8 * 8
    assert table.totals.pass_bytes == theirs.total_output_bytes
    assert table.totals.parameters == theirs.total_params == 64


def test_the_last_states_of_a_recurrent_layer_are_outputs_too():
    both = summaries(nn.LSTM(4, 5), images(6, 2, 4))
    states = 2 * 4 * (2 * 5)
    assert both.table.totals.pass_bytes == both.torchinfo.total_output_bytes + 2 * states


def test_parameters_that_belong_to_no_layer_take_memory_too():
    both = summaries(Twice(), images(5, 8))
    loose = 4 * (8 + 3 * 3 + 3)
    assert both.table.totals.parameter_bytes == both.torchinfo.total_param_bytes + loose


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.decoder = nn.Embedding(10, 4), nn.Linear(4, 10, bias=False)
        self.decoder.weight = self.embedding.weight

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.embedding(x))


def test_weights_that_are_tied_count_once():
    model = Tied()
    both = summaries(model, tokens(2, 3))
    assert both.table.totals.parameters == sum(weight.numel() for weight in model.parameters()) == 40
    assert both.torchinfo.total_params == 80


def test_half_precision_takes_half_the_memory():
    both = summaries(nn.Linear(8, 4, dtype=torch.bfloat16), torch.zeros(3, 8, dtype=torch.bfloat16))
    ours, theirs = both.table.totals, both.torchinfo
    assert (ours.parameter_bytes, ours.pass_bytes) == (theirs.total_param_bytes, theirs.total_output_bytes) == (72, 48)
    assert ours.total_bytes == 3 * 8 * 2 + 72 + 48
