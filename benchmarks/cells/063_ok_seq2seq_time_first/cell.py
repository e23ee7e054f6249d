import torch
import torch.nn as nn
import torch.nn.functional as F

PAD, D = 0, 32


class Seq2Seq(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.embed = nn.Embedding(vocab, D, padding_idx=PAD)
        self.places = nn.Parameter(0.1 * torch.randn(40, 1, D))
        self.core = nn.Transformer(D, nhead=4, num_encoder_layers=1, num_decoder_layers=1, dim_feedforward=64)
        self.vocab_out = nn.Linear(D, vocab)

    def forward(self, src, tgt):
        s = self.embed(src) + self.places[:src.size(0)]
        t = self.embed(tgt) + self.places[:tgt.size(0)]
        causal = nn.Transformer.generate_square_subsequent_mask(tgt.size(0))
        h = self.core(s, t, tgt_mask=causal,
                      src_key_padding_mask=(src == PAD).T.float().masked_fill((src == PAD).T, float("-inf")))
        return self.vocab_out(h)


sentences = [torch.randint(1, 30, (n,)) for n in (7, 5, 6, 7, 3, 7, 4)]
src = nn.utils.rnn.pad_sequence(sentences)
tgt = torch.randint(1, 30, (8, 7))
model = Seq2Seq(30)
logits = model(src, tgt[:-1])
loss = F.cross_entropy(logits.reshape(-1, 30), tgt[1:].reshape(-1), ignore_index=PAD)
loss.backward()
print(logits.shape, loss.item())
