import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class SpanTagger(nn.Module):
    def __init__(self, n_words, n_tags, emb=64, hidden=48):
        super().__init__()
        self.embed = nn.Embedding(n_words, emb, padding_idx=0)
        self.lstm = nn.LSTM(emb, hidden, num_layers=2, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(hidden)
        self.tags = nn.Linear(hidden * 2, n_tags)

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.embed(words), lengths, batch_first=True, enforce_sorted=False)
        out, _ = self.lstm(packed)
        out, _ = pad_packed_sequence(out, batch_first=True)
        return self.tags(self.norm(out))


tagger = SpanTagger(300, 9)
words = torch.randint(1, 300, (4, 12))
lengths = torch.tensor([12, 9, 5, 7])
print(tagger(words, lengths).shape)
