"""Whole models of the usual kinds: they fit, the graph hangs together, and other sizes give what torch gives."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from shapeviz import Check, check
from shapeviz.graph.model import Graph


class Cnn(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3),
            nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.head = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.pool(self.features(x)).flatten(1))


class LstmClassifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(50, 8)
        self.lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(32, 3)

    def forward(self, ids: Tensor) -> Tensor:
        out, (h, _) = self.lstm(self.embed(ids))
        return self.head(out[:, -1] + torch.cat([h[-2], h[-1]], dim=1))


class Double(nn.Sequential):
    def __init__(self, a: int, b: int) -> None:
        super().__init__(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU())


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2, self.bottom = Double(1, 4), Double(4, 8), Double(8, 16)
        self.pool = nn.MaxPool2d(2)
        self.up2, self.up1 = nn.ConvTranspose2d(16, 8, 2, stride=2), nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.join2, self.join1 = Double(16, 8), Double(8, 4)
        self.out = nn.Conv2d(4, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = self.down1(x)
        b = self.down2(self.pool(a))
        x = self.bottom(self.pool(b))
        x = self.join2(torch.cat([self.up2(x), b], dim=1))
        return self.out(self.join1(torch.cat([self.up1(x), a], dim=1)))


class Vae(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.mean, self.spread = nn.Linear(12, 8), nn.Linear(8, 3), nn.Linear(8, 3)
        self.decoder = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 12), nn.Sigmoid())

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = torch.relu(self.encoder(x))
        mean, spread = self.mean(hidden), self.spread(hidden)
        z = mean + torch.randn_like(spread) * torch.exp(0.5 * spread)
        return self.decoder(z), mean, spread


class PositionalEncoding(nn.Module):
    def __init__(self, width: int, longest: int = 64) -> None:
        super().__init__()
        position = torch.arange(longest).unsqueeze(1)
        table = torch.zeros(longest, width)
        table[:, 0::2] = torch.sin(position * torch.exp(torch.arange(0, width, 2) * -0.1))
        table[:, 1::2] = torch.cos(position * torch.exp(torch.arange(0, width, 2) * -0.1))
        self.register_buffer("table", table)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.table[: x.size(1)]


def transformer() -> nn.Module:
    return nn.Sequential(
        PositionalEncoding(16),
        nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 2, enable_nested_tensor=False),
    )


def integers(*shape: int) -> Tensor:
    return torch.randint(0, 50, shape)


MODELS: dict[str, tuple[Callable[[], nn.Module], list[Tensor], dict[str, int]]] = {
    "cnn": (Cnn, [torch.randn(2, 3, 16, 16)], {"N": 5, "H": 24, "W": 20}),
    "lstm": (LstmClassifier, [integers(2, 7)], {"N": 4, "L": 9}),
    "unet": (UNet, [torch.randn(2, 1, 16, 16)], {"N": 3, "H": 32, "W": 8}),
    "vae": (Vae, [torch.randn(4, 12)], {"N": 7}),
    "transformer": (transformer, [torch.randn(2, 6, 16)], {"N": 3, "L": 9}),
}


def connected(graph: Graph) -> set[str]:
    """The ids of the nodes that can be reached from the inputs."""
    after: dict[str, list[str]] = {}
    for edge in graph.edges:
        after.setdefault(edge.source, []).append(edge.target)
    reached: set[str] = set()
    waiting = [node.id for node in graph.nodes if node.kind == "input"]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += after.get(node, [])
    return reached


def tensors_in(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif value is not None:
        for item in value.values() if hasattr(value, "values") else value:
            yield from tensors_in(item)


def output_shapes(graph: Graph) -> list[tuple[int, ...]]:
    return [node.inputs[0].shape for node in graph.nodes if node.kind == "output"]


def resized(inputs: list[Tensor], result: Check) -> list[Tensor]:
    """Inputs of the shapes that the check's input nodes have."""
    shapes = [node.outputs[0].shape for node in result.graph.nodes if node.kind == "input"]
    return [torch.ones(shape, dtype=x.dtype) for shape, x in zip(shapes, inputs, strict=True)]


@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("name", MODELS)
def test_a_model_of_ones_own(name, training) -> None:
    make, inputs, sizes = MODELS[name]
    model = make().train(training)
    result = check(model, *inputs)
    assert result.fault is None and result.graph.verdict == "ok", result
    graph = result.graph
    reached = connected(graph)
    assert all(node.id in reached for node in graph.nodes if node.kind == "output")
    assert output_shapes(graph) == [tuple(tensor.shape) for tensor in tensors_in(make().train(training)(*inputs))]
    other = result.at(**sizes)
    assert other.graph.verdict == "ok"
    assert output_shapes(other.graph) == [tuple(t.shape) for t in tensors_in(make()(*resized(inputs, other)))]


def test_a_skip_connection_does_not_repeat_a_mistake() -> None:
    model = transformer()
    result = check(model[1], torch.randn(2, 6, 12))
    assert [mismatch.message for mismatch in result.mismatches] == [
        "self_attn (MultiheadAttention) expects 16 features in the last axis of its query, but gets 12. Also, "
        "axis 2 of key is 12, where 16 is expected. Also, axis 2 of value is 12, where 16 is expected."
    ]


def hugging_face() -> dict[str, tuple[Any, list[Tensor], dict[str, Tensor], dict[str, int]]]:
    import transformers as hf

    ends = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
    small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    vision = {**small, "image_size": 32, "patch_size": 8}
    ids, images = integers(2, 8), torch.randn(2, 3, 32, 32)
    gpt2 = hf.GPT2Config(vocab_size=60, n_embd=32, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=2)
    t5 = hf.T5Config(vocab_size=60, d_model=32, num_layers=2, num_heads=4, d_ff=64, d_kv=8, decoder_start_token_id=0)
    return {
        "bert": (
            lambda: hf.BertModel(hf.BertConfig(vocab_size=60, **small)),
            [ids], {"attention_mask": torch.ones_like(ids)}, {"N": 3, "L": 12},
        ),
        "gpt2": (lambda: hf.GPT2LMHeadModel(gpt2), [ids], {}, {"N": 3, "L": 12}),
        "vit": (lambda: hf.ViTModel(hf.ViTConfig(**vision)), [images], {}, {"N": 3}),
        "t5": (
            lambda: hf.T5ForConditionalGeneration(t5), [ids], {"labels": integers(2, 5)}, {"N": 3, "L": 12},
        ),
        "llama": (
            lambda: hf.LlamaForCausalLM(hf.LlamaConfig(vocab_size=60, num_key_value_heads=2, **small)),
            [ids], {}, {"N": 3, "L": 12},
        ),
        "whisper": (
            lambda: hf.WhisperModel(
                hf.WhisperConfig(
                    vocab_size=60, d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4,
                    decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_source_positions=20,
                    decoder_start_token_id=1, suppress_tokens=[], begin_suppress_tokens=[], **ends,
                )
            ),
            [torch.randn(2, 80, 40)], {"decoder_input_ids": ids}, {"N": 3},
        ),
        "clip": (
            lambda: hf.CLIPModel(
                hf.CLIPConfig(text_config={"vocab_size": 60, **small, **ends}, vision_config=vision, projection_dim=16)
            ),
            [ids, torch.randn(3, 3, 32, 32)], {}, {"N": 4},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["bert", "gpt2", "vit", "t5", "llama", "whisper", "clip"])
def test_a_model_of_hugging_faces(name) -> None:
    pytest.importorskip("transformers")
    make, inputs, keywords, sizes = hugging_face()[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = make().eval()
        result = check(model, *inputs, **keywords)
        assert result.fault is None and result.graph.verdict == "ok", result.graph.headline
        reached = connected(result.graph)
        assert all(node.id in reached for node in result.graph.nodes if node.kind == "output")
        other = result.at(**sizes)
        assert other.graph.verdict == "ok" and all(node.status == "ok" for node in other.graph.nodes)
        everything = resized([*inputs, *keywords.values()], other)
        expected = model(*everything[: len(inputs)], **dict(zip(keywords, everything[len(inputs) :], strict=True)))
    shapes = {tuple(tensor.shape) for tensor in tensors_in(expected.to_tuple())}
    assert output_shapes(other.graph) and set(output_shapes(other.graph)) <= shapes
