"""Recurrent networks of our own: classifiers, taggers, and translation with attention."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from benchmarks.formulas.subjects import Ids, Subject


class LstmClassifier(nn.Module):
    """The last state of both directions."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(50, 8)
        self.lstm = nn.LSTM(8, 16, num_layers=2, batch_first=True, bidirectional=True, dropout=0.1)
        self.head = nn.Linear(32, 3)

    def forward(self, ids: Tensor) -> Tensor:
        out, (h, _) = self.lstm(self.embed(ids))
        return self.head(out[:, -1] + torch.cat([h[-2], h[-1]], dim=1))


class GruTagger(nn.Module):
    """Time first, with a state of its own making; a label for each word."""

    def __init__(self) -> None:
        super().__init__()
        self.gru, self.head = nn.GRU(6, 10, num_layers=2), nn.Linear(10, 4)

    def forward(self, x: Tensor) -> Tensor:
        state = torch.zeros(2, x.size(1), 10, device=x.device)
        out, state = self.gru(x, state)
        return self.head(out.reshape(-1, 10)).view(x.shape[0], x.shape[1], 4)


class RnnWithState(nn.Module):
    """The state comes from outside and goes back out."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn, self.head = nn.RNN(5, 7, batch_first=True), nn.Linear(7, 5)

    def forward(self, x: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        out, hidden = self.rnn(x, hidden)
        return self.head(out.contiguous().view(-1, 7)), hidden


class Packed(nn.Module):
    """Sequences packed at full length, mean over time."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(4, 6, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        lengths = torch.full((x.size(0),), x.size(1), device="cpu")
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        return out.mean(dim=1)


class CellByCell(nn.Module):
    """A cell called for each step, the outputs stacked."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.head = nn.LSTMCell(3, 8), nn.Linear(8, 2)

    def forward(self, x: Tensor) -> Tensor:
        h, c = x.new_zeros(x.size(0), 8), x.new_zeros(x.size(0), 8)
        steps: list[Tensor] = []
        for step in x.unbind(1):
            h, c = self.cell(step, (h, c))
            steps.append(self.head(h))
        return torch.stack(steps, dim=1)


class Seq2Seq(nn.Module):
    """An encoder and a decoder with multiplicative attention."""

    def __init__(self) -> None:
        super().__init__()
        self.source, self.target = nn.Embedding(50, 8), nn.Embedding(50, 8)
        self.encoder = nn.GRU(8, 12, batch_first=True, bidirectional=True)
        self.bridge, self.decoder = nn.Linear(24, 24), nn.GRU(8, 24, batch_first=True)
        self.key, self.head = nn.Linear(24, 24, bias=False), nn.Linear(48, 50)

    def forward(self, words: Tensor, previous: Tensor) -> Tensor:
        memory, state = self.encoder(self.source(words))
        start = torch.tanh(self.bridge(torch.cat([state[0], state[1]], dim=-1))).unsqueeze(0)
        out, _ = self.decoder(self.target(previous), start)
        scores = torch.bmm(out, self.key(memory).transpose(1, 2))
        context = torch.bmm(scores.softmax(dim=-1), memory)
        return self.head(torch.cat([out, context], dim=2))


class ConvolutionsThenLstm(nn.Module):
    """Text in pictures: maps become a sequence along the width."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d((2, 2)))
        self.lstm, self.head = nn.LSTM(8 * 8, 10, bidirectional=True), nn.Linear(20, 12)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.conv(x)
        b, c, h, w = maps.size()
        out, _ = self.lstm(maps.permute(3, 0, 1, 2).reshape(w, b, c * h))
        return F.log_softmax(self.head(out), dim=-1)


class AdditiveAttention(nn.Module):
    """Bahdanau's attention of one state over a memory, with what is padded masked."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.keys, self.score = nn.Linear(6, 10), nn.Linear(9, 10), nn.Linear(10, 1)

    def forward(self, state: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        energy = torch.tanh(self.query(state)[:, None, :] + self.keys(memory))
        scores = self.score(energy).squeeze(-1)
        blocked = torch.arange(memory.size(1), device=memory.device)[None, :] > memory.shape[1] // 2
        weights = torch.softmax(scores.masked_fill(blocked, -1e9), dim=1)
        return torch.einsum("bl,blf->bf", weights, memory), weights


def lstm_alone() -> nn.Module:
    """A layer without a model around it."""
    return nn.LSTM(6, 9, proj_size=4, num_layers=2)


SUBJECTS = [
    Subject("lstm_classifier", LstmClassifier, {"ids": Ids((3, 7))}),
    Subject("gru_tagger", GruTagger, {"x": (7, 3, 6)}),
    Subject("rnn_with_state", RnnWithState, {"x": (4, 9, 5), "hidden": (1, 4, 7)}),
    Subject("packed_lstm", Packed, {"x": (3, 8, 4)}),
    Subject("cell_by_cell", CellByCell, {"x": (3, 8, 3)}),
    Subject("seq2seq", Seq2Seq, {"words": Ids((3, 9)), "previous": Ids((3, 6))}),
    Subject("crnn", ConvolutionsThenLstm, {"x": (2, 1, 16, 40)}),
    Subject("additive_attention", AdditiveAttention, {"state": (3, 6), "memory": (3, 8, 9)}),
    Subject("lstm_alone", lstm_alone, {"input": (7, 3, 6)}),
]
