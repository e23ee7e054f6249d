"""Convolutional networks of our own, as people write them in notebooks."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.formulas.subjects import Subject
from benchmarks.models import ResNet50


class SmallCnn(nn.Module):
    """Two convolutions, and a head that takes one image size only."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 6 * 6, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return F.log_softmax(self.fc(x.view(x.size(0), -1)), dim=1)


def vgg() -> nn.Module:
    """Stacks of convolutions of equal width, pooled to one size before the classifier."""
    layers: list[nn.Module] = []
    channels = 3
    for width in (8, 8, 0, 16, 16, 0, 32, 0):
        layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()] if width else []
        layers += [] if width else [nn.MaxPool2d(2, 2)]
        channels = width or channels
    head = [nn.AdaptiveAvgPool2d((3, 3)), nn.Flatten(), nn.Linear(288, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 5)]
    return nn.Sequential(*layers, *head)


class UNet(nn.Module):
    """Two steps down and up; where a side was odd, the map from above is padded to the skip's size."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2, self.bottom = _double(3, 8), _double(8, 16), _double(16, 32)
        self.up2, self.up1 = nn.ConvTranspose2d(32, 16, 2, 2), nn.ConvTranspose2d(16, 8, 2, 2)
        self.join2, self.join1 = _double(32, 16), _double(16, 8)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        x = self.bottom(F.max_pool2d(b, 2))
        x = self.join2(torch.cat([b, self._fitted(self.up2(x), b)], dim=1))
        return self.out(self.join1(torch.cat([a, self._fitted(self.up1(x), a)], dim=1)))

    def _fitted(self, x: Tensor, skip: Tensor) -> Tensor:
        dy, dx = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
        return F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])


class PlainUNet(UNet):
    """The same without padding: sides must be multiples of four."""

    def _fitted(self, x: Tensor, skip: Tensor) -> Tensor:
        return x


def _double(a: int, b: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU())


class SqueezeExcite(nn.Module):
    """Inverted residuals with depthwise convolutions and channel attention."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 2, 1, bias=False)
        self.expand = nn.Conv2d(width, 4 * width, 1)
        self.depth = nn.Conv2d(4 * width, 4 * width, 5, 2, 2, groups=4 * width)
        self.gate = nn.Sequential(nn.Linear(4 * width, width), nn.SiLU(), nn.Linear(width, 4 * width), nn.Sigmoid())
        self.project = nn.Conv2d(4 * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.hardswish(self.stem(x))
        y = self.depth(F.silu(self.expand(x)))
        b, c, _, _ = y.shape
        y = y * self.gate(y.mean((2, 3))).view(b, c, 1, 1)
        return self.project(y) + F.avg_pool2d(x, 3, 2, 1)


class PyramidPooling(nn.Module):
    """Dilated branches, pooled maps of several sizes scaled up again, and all of them joined."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1)
        self.dilated = nn.ModuleList(nn.Conv2d(8, 4, 3, padding=rate, dilation=rate) for rate in (1, 3, 6))
        self.head = nn.Conv2d(8 + 3 * 4 + 3 * 8, 5, 1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.stem(image)
        maps = [x, *(branch(x) for branch in self.dilated)]
        for size in (1, 2, 3):
            pooled = F.adaptive_avg_pool2d(x, size)
            maps.append(F.interpolate(pooled, size=x.shape[2:], mode="bilinear", align_corners=False))
        return F.interpolate(self.head(torch.cat(maps, 1)), size=image.shape[-2:], mode="bilinear")


class SpatialPyramid(nn.Module):
    """Pooled to 1, 4 and 9 fields and flattened: any image size gives one vector."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, 2)
        self.head = nn.Linear(6 * (1 + 4 + 9), 7)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x).relu()
        return self.head(torch.cat([F.adaptive_max_pool2d(x, n).flatten(1) for n in (1, 2, 3)], dim=1))


def sound_classifier() -> nn.Module:
    """Convolutions along a waveform."""
    return nn.Sequential(
        nn.Conv1d(1, 8, 80, stride=4), nn.BatchNorm1d(8), nn.ReLU(), nn.MaxPool1d(4), nn.Conv1d(8, 16, 3),
        nn.ReLU(), nn.AvgPool1d(2, ceil_mode=True), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(16, 4),
    )  # fmt: skip


class CausalConvolutions(nn.Module):
    """A temporal convolutional network: padded on the left, cut on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv1d(4, 4, 3, padding=2 * 2**i, dilation=2**i) for i in range(3))

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs:
            x = x + conv(x)[:, :, : -conv.padding[0]].relu()  # pyright: ignore
        return x[:, :, -1]


def video_classifier() -> nn.Module:
    """Convolutions in time and space."""
    return nn.Sequential(
        nn.Conv3d(3, 4, (3, 5, 5), (1, 2, 2), (1, 2, 2)), nn.BatchNorm3d(4), nn.ReLU(), nn.MaxPool3d(2),
        nn.Conv3d(4, 8, 3, padding=1), nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(8, 6),
    )  # fmt: skip


def generator() -> nn.Module:
    """A DCGAN generator: noise of (N, 16, 1, 1) to images."""
    layers: list[nn.Module] = []
    for a, b, stride, padding in ((16, 32, 1, 0), (32, 16, 2, 1), (16, 8, 2, 1)):
        layers += [nn.ConvTranspose2d(a, b, 4, stride, padding, bias=False), nn.BatchNorm2d(b), nn.ReLU(True)]
    return nn.Sequential(*layers, nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Tanh())


def autoencoder() -> nn.Module:
    """Strided convolutions and their transposes; odd sides come back one larger."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, 2, 1), nn.ReLU(), nn.Conv2d(4, 8, 3, 2, 1), nn.ReLU(),
        nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1), nn.ReLU(),
        nn.ConvTranspose2d(4, 1, 3, 2, 1, output_padding=1), nn.Sigmoid(),
    )  # fmt: skip


class SuperResolution(nn.Module):
    """Pixel shuffle, unshuffle, and a plain enlargement added."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.up = nn.Conv2d(3, 16, 5, padding="same"), nn.Conv2d(16, 27, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = F.pixel_shuffle(self.up(self.conv(x).relu()), 3)
        large = F.interpolate(x, scale_factor=3, mode="nearest")
        return F.pixel_unshuffle(y + large, 3)


class PaddedConvolutions(nn.Module):
    """Every kind of padding, and a window unfolded and folded back."""

    def __init__(self) -> None:
        super().__init__()
        self.reflect, self.replicate, self.zeros = (
            nn.ReflectionPad2d(2),
            nn.ReplicationPad2d(1),
            nn.ZeroPad2d((1, 2, 0, 3)),
        )
        self.conv = nn.Conv2d(3, 3, 3, padding=2, padding_mode="circular")

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(self.zeros(self.replicate(self.reflect(x))))
        x = F.pad(x, (1, 1), value=1.0)
        columns = F.unfold(x, 3, padding=1)
        return F.fold(columns, x.shape[-2:], 3, padding=1)[..., 1:-1, ::2]


class DenseBlock(nn.Module):
    """Each layer sees all maps before it; split, chunked and stacked at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(6 + 4 * i, 4, 3, padding=1) for i in range(3))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        a, b = x.chunk(2, dim=1)
        c, d, e = torch.split(a + b, [2, 3, 4], dim=1)
        rows = torch.stack([c.sum(1), d.mean(1), e.amax(1)], dim=1)
        return torch.hstack([rows, rows.flip(1)]).permute(0, 2, 3, 1).contiguous()


class Siamese(nn.Module):
    """One encoder for two pictures of one size or two."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.ReLU(), nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Linear(16, 8)
        )

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        a, b = self.encoder(left), self.encoder(right)
        return F.cosine_similarity(a, b) + F.pairwise_distance(a, b)


class Detector(nn.Module):
    """Two maps of different strides, each flattened to rows of boxes: several outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.deeper = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 2, 1)
        self.head = nn.Conv2d(8, 3 * 7, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        fine = self.stem(x)
        rows: list[Tensor] = []
        for level in (fine, self.deeper(fine)):
            n, _, h, w = level.shape
            rows.append(self.head(level).view(n, 3, 7, h, w).permute(0, 3, 4, 1, 2).reshape(n, h * w * 3, 7))
        boxes = torch.cat(rows, dim=1)
        return boxes[..., :4], boxes[..., 4].sigmoid(), boxes[..., 5:].argmax(-1)


SUBJECTS = [
    Subject("small_cnn", SmallCnn, {"x": (4, 1, 28, 28)}, training=True),
    Subject("resnet50", ResNet50, {"x": (2, 3, 64, 64)}, data=False),
    Subject("vgg", vgg, {"input": (2, 3, 32, 32)}, training=True),
    Subject("unet_padded", UNet, {"x": (2, 3, 20, 24)}),
    Subject("unet_plain", PlainUNet, {"x": (2, 3, 16, 24)}),
    Subject("squeeze_excite", SqueezeExcite, {"x": (2, 3, 32, 32)}),
    Subject("pyramid_pooling", PyramidPooling, {"image": (2, 3, 32, 40)}),
    Subject("spatial_pyramid", SpatialPyramid, {"x": (2, 3, 32, 24)}),
    Subject("sound_classifier", sound_classifier, {"input": (2, 1, 800)}, training=True),
    Subject("causal_convolutions", CausalConvolutions, {"x": (2, 4, 30)}),
    Subject("video_classifier", video_classifier, {"input": (2, 3, 8, 16, 20)}, training=True),
    Subject("gan_generator", generator, {"input": (3, 16, 1, 1)}, training=True),
    Subject("autoencoder", autoencoder, {"input": (2, 1, 28, 28)}),
    Subject("super_resolution", SuperResolution, {"x": (2, 3, 12, 10)}),
    Subject("paddings_and_folds", PaddedConvolutions, {"x": (2, 3, 12, 10)}),
    Subject("dense_block", DenseBlock, {"x": (2, 6, 9, 8)}),
    Subject("siamese", Siamese, {"left": (4, 1, 12, 12), "right": (4, 1, 16, 10)}),
    Subject("detector", Detector, {"x": (2, 3, 32, 48)}),
]
