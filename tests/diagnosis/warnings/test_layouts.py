"""Recurrent and attention layers whose batch lies on the other axis."""

from __future__ import annotations

import pytest


def reader(layer: str, forward: str, call: str = "Net()(torch.randn(4, 7, 5))") -> str:
    lines = "\n".join(f"        {line}" for line in forward.split("\n"))
    return (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.layer = {layer}\n        self.conv, self.fc = nn.Conv1d(5, 8, 3), nn.Linear(8, 3)\n"
        f"    def forward(self, x):\n{lines}\n{call}"
    )


def test_the_last_step_taken_along_the_batch_is_found(warn) -> None:
    (warning,) = warn(reader("nn.LSTM(5, 8)", "out, _ = self.layer(x)\nreturn self.fc(out[:, -1])"))
    assert (warning.rule, warning.line) == ("batch-second", 7)
    assert warning.message == (
        "layer reads (4, 7, 5) as (sequence, batch, features), but line 8 takes the last step, and that is axis 1. "
        "So it runs along the wrong axis. Write batch_first=True where the layer is made."
    )
    assert [cause.line for cause in warning.causes] == [4, 7]


def test_steps_taken_along_the_batch_of_a_batch_first_layer_are_found(warn) -> None:
    (warning,) = warn(reader("nn.GRU(5, 8, batch_first=True)", "out, _ = self.layer(x)\nreturn self.fc(out[-1])"))
    assert "as (batch, sequence, features)" in warning.message and "Leave batch_first=True away" in warning.message


@pytest.mark.parametrize(
    ("layer", "forward", "call", "evidence"),
    [
        (
            "nn.GRU(8, 8)",
            "out, _ = self.layer(self.conv(x).transpose(1, 2))\nreturn self.fc(out)",
            "Net()(torch.randn(4, 5, 9))",
            "conv takes it as the batch",
        ),
        (
            "nn.GRU(5, 8)",
            "batch, steps, _ = x.shape\nout, _ = self.layer(x)\nreturn self.fc(out)",
            "Net()(torch.randn(4, 9, 5))",
            "the code calls its size batch",
        ),
        (
            "nn.GRU(5, 8)",
            "return self.fc(self.layer(x)[0])",
            "batch_size = 4\nx = torch.randn(batch_size, 9, 5)\nNet()(x)",
            "x is made with batch_size there",
        ),
        (
            "nn.GRU(5, 8)",
            "return self.fc(self.layer(x)[0])",
            "from torch.utils.data import DataLoader\nloader = DataLoader(torch.randn(8, 9, 5), batch_size=4)\n"
            "for x in loader:\n    Net()(x)",
            "x comes from loader, which puts the batch first",
        ),
    ],
)
def test_a_batch_that_is_known_to_come_first_is_found(warn, layer, forward, call, evidence) -> None:
    (warning,) = warn(reader(layer, forward, call))
    assert f"but axis 0 of its input is the batch: {evidence}. So it runs" in warning.message


def test_attention_after_a_batch_first_layer_is_found_at_the_users_own_line(warn) -> None:
    (warning,) = warn(
        """
        rnn = nn.GRU(5, 8, batch_first=True)
        block = nn.TransformerEncoderLayer(8, 2, 16)
        encoder = nn.TransformerEncoder(block, 2, enable_nested_tensor=False)
        states, _ = rnn(torch.randn(4, 7, 5))
        y = encoder(states)
        """
    )
    assert warning.line == 5 and "rnn (batch_first=True) takes it as the batch" in warning.message
    assert [cause.line for cause in warning.causes] == [2, 5]


@pytest.mark.parametrize(
    ("layer", "forward"),
    [
        ("nn.LSTM(5, 8, batch_first=True)", "out, _ = self.layer(x)\nreturn self.fc(out[:, -1])"),
        ("nn.LSTM(5, 8)", "out, _ = self.layer(x)\nreturn self.fc(out[-1])"),
        ("nn.LSTM(5, 8)", "out, _ = self.layer(x.transpose(0, 1))\nreturn self.fc(out.transpose(0, 1)[:, -1])"),
        ("nn.LSTM(5, 8)", "steps, batch, _ = x.shape\nout, _ = self.layer(x)\nreturn self.fc(out.mean(0))"),
        ("nn.LSTM(8, 8)", "z = self.conv(x.transpose(1, 2)).permute(2, 0, 1)\nreturn self.fc(self.layer(z)[0][-1])"),
        ("nn.GRU(5, 8)", "_, h = self.layer(x)\nreturn self.fc(h[-1])"),
        ("nn.GRU(8, 8)", "z = self.conv(x.transpose(1, 2)).mean(2)\nreturn self.fc(self.layer(z.unsqueeze(1))[0])"),
        ("nn.MultiheadAttention(5, 1)", "x = x.transpose(0, 1)\nreturn self.layer(x, x, x)[0].transpose(0, 1)"),
    ],
)
def test_layouts_that_agree_are_left_alone(warn, layer: str, forward: str) -> None:
    assert warn(reader(layer, forward)) == []
