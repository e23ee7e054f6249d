"""Transformers of our own: of torch's layers, by hand, with einops and without, for words and for pictures."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.formulas.subjects import Ids, Subject


def encoder() -> nn.Module:
    """torch's encoder, batch first."""
    layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, norm_first=True)
    return nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(16), enable_nested_tensor=False)


class Translator(nn.Module):
    """torch's encoder and decoder, time first, with a causal mask."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(50, 16)
        self.transformer = nn.Transformer(16, 4, 1, 2, 32, dropout=0.0)
        self.head = nn.Linear(16, 50)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(target.size(1)).to(source.device)
        words, previous = self.embed(source).transpose(0, 1), self.embed(target).transpose(0, 1)
        return self.head(self.transformer(words, previous, tgt_mask=mask)).permute(1, 2, 0)


class CausalAttention(nn.Module):
    """Self-attention by hand, with a mask of the longest length cut to the sequence."""

    def __init__(self, width: int = 24, heads: int = 4, longest: int = 64) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mask: Tensor
        self.register_buffer("mask", torch.tril(torch.ones(longest, longest)).view(1, 1, longest, longest))

    def forward(self, x: Tensor) -> Tensor:
        b, t, c = x.size()
        q, k, v = (y.view(b, t, self.heads, c // self.heads).transpose(1, 2) for y in self.qkv(x).split(c, dim=2))
        scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        scores = scores.masked_fill(self.mask[:, :, :t, :t] == 0, float("-inf"))
        return self.out((F.softmax(scores, dim=-1) @ v).transpose(1, 2).contiguous().view(b, t, c))


class EinopsAttention(nn.Module):
    """The same with einops and torch's attention."""

    def __init__(self, width: int = 24, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        from einops import rearrange

        q, k, v = rearrange(self.qkv(x), "b t (three h d) -> three b h t d", three=3, h=self.heads)
        return self.out(rearrange(F.scaled_dot_product_attention(q, k, v, is_causal=True), "b h t d -> b t (h d)"))


class Gpt(nn.Module):
    """Blocks of attention and a feed-forward part; with targets the loss as well."""

    def __init__(self, attention: type[nn.Module], width: int = 24) -> None:
        super().__init__()
        self.tokens, self.positions = nn.Embedding(50, width), nn.Embedding(64, width)
        self.attentions = nn.ModuleList(attention() for _ in range(2))
        self.feed = nn.ModuleList(
            nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)) for _ in range(2)
        )
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 50, bias=False)

    def forward(self, ids: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
        for attention, feed in zip(self.attentions, self.feed, strict=True):
            x = x + attention(self.norm(x))
            x = x + feed(self.norm(x))
        logits = self.head(x)
        return logits, F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))


class Rotary(nn.Module):
    """Grouped queries, rotated by position, as in Llama."""

    def __init__(self, heads: int = 4, groups: int = 2, size: int = 8) -> None:
        super().__init__()
        self.heads, self.groups, self.size = heads, groups, size
        self.q, self.kv = nn.Linear(32, heads * size), nn.Linear(32, 2 * groups * size)
        self.scale = nn.Parameter(torch.ones(32))

    def forward(self, x: Tensor) -> Tensor:
        b, length, _ = x.shape
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.scale
        k, v = self.kv(x).view(b, length, 2 * self.groups, self.size).chunk(2, dim=2)
        q = self._rotated(self.q(x).view(b, length, self.heads, self.size).transpose(1, 2))
        times = self.heads // self.groups
        k = self._rotated(k.repeat_interleave(times, dim=2).transpose(1, 2))
        v = v[:, :, :, None, :].expand(-1, -1, -1, times, -1).reshape(b, length, self.heads, self.size).transpose(1, 2)
        causal = torch.full((length, length), float("-inf"), device=x.device).triu(1)
        return ((q @ k.mT + causal).softmax(-1) @ v).transpose(1, 2).flatten(2)

    def _rotated(self, x: Tensor) -> Tensor:
        rates = 1.0 / 10000 ** (torch.arange(0, self.size, 2, device=x.device) / self.size)
        angles = torch.outer(torch.arange(x.shape[-2], device=x.device), rates)
        a, b = x[..., ::2], x[..., 1::2]
        turned = torch.stack([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)
        return turned.flatten(-2)


class Vit(nn.Module):
    """A vision transformer by hand; its table of positions takes one image size."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 8, 8)
        self.cls = nn.Parameter(torch.zeros(1, 1, 16))
        self.positions = nn.Parameter(torch.zeros(1, 1 + 16, 16))
        self.attention, self.norm = nn.MultiheadAttention(16, 4, batch_first=True), nn.LayerNorm(16)
        self.head = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], dim=1) + self.positions
        x = self.norm(x + self.attention(x, x, x, need_weights=False)[0])
        return self.head(x[:, 0])


class Windows(nn.Module):
    """Attention inside windows of 4×4, shifted, the sides padded to multiples of 4; then patches merged."""

    def __init__(self, width: int = 12, window: int = 4) -> None:
        super().__init__()
        self.window = window
        self.qkv, self.merge = nn.Linear(width, 3 * width), nn.Linear(4 * width, 2 * width)

    def forward(self, x: Tensor) -> Tensor:
        b, h, w, c = x.shape
        m = self.window
        x = F.pad(x, (0, 0, 0, (m - w % m) % m, 0, (m - h % m) % m))
        _, hp, wp, _ = x.shape
        x = torch.roll(x, (-m // 2, -m // 2), dims=(1, 2))
        parts = x.view(b, hp // m, m, wp // m, m, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, m * m, c)
        q, k, v = self.qkv(parts).unflatten(-1, (3, c)).unbind(2)
        parts = F.scaled_dot_product_attention(q, k, v)
        x = parts.view(b, hp // m, wp // m, m, m, c).permute(0, 1, 3, 2, 4, 5).reshape(b, hp, wp, c)
        x = x.roll((m // 2, m // 2), (1, 2))
        return self.merge(torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1))


class Mixer(nn.Module):
    """An MLP-mixer: across patches, then across channels."""

    def __init__(self) -> None:
        super().__init__()
        self.patch, self.norm = nn.Conv2d(3, 16, 4, 4), nn.LayerNorm(16)
        self.across = nn.Sequential(nn.Linear(64, 32), nn.GELU(), nn.Linear(32, 64))
        self.along = nn.Sequential(nn.Linear(16, 32), nn.GELU(), nn.Linear(32, 16))

    def forward(self, x: Tensor) -> Tensor:
        x = self.patch(x).flatten(2).mT
        x = x + self.across(self.norm(x).transpose(1, 2)).transpose(1, 2)
        return (x + self.along(self.norm(x))).mean(dim=1)


class RelativePositions(nn.Module):
    """A bias for each distance between two places, gathered from a table."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(16, 4, batch_first=True)
        self.bias = nn.Embedding(2 * 8 + 1, 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Any]:
        places = torch.arange(x.size(1), device=x.device)
        distances = (places[:, None] - places[None, :]).clamp(-8, 8) + 8
        bias = self.bias(distances).permute(2, 0, 1).unsqueeze(0)
        bias = bias.expand(x.size(0), -1, -1, -1).reshape(-1, x.size(1), x.size(1))
        return self.attention(x, x, x, attn_mask=bias)


SUBJECTS = [
    Subject("torch_encoder", encoder, {"src": (3, 7, 16)}, training=True),
    Subject("torch_translator", Translator, {"source": Ids((3, 9)), "target": Ids((3, 6))}),
    Subject("gpt_by_hand", lambda: Gpt(CausalAttention), {"ids": Ids((3, 10)), "targets": Ids((3, 10))}),
    Subject("gpt_einops", lambda: Gpt(EinopsAttention), {"ids": Ids((3, 10)), "targets": Ids((3, 10))}),
    Subject("rotary_grouped", Rotary, {"x": (2, 9, 32)}),
    Subject("vit_by_hand", Vit, {"x": (3, 3, 32, 32)}),
    Subject("windows", Windows, {"x": (2, 14, 12, 12)}),
    Subject("mlp_mixer", Mixer, {"x": (3, 3, 32, 32)}),
    Subject("relative_positions", RelativePositions, {"x": (3, 7, 16)}),
]
