import torch
import torch.nn as nn


class Translator(nn.Module):
    def __init__(self, src_vocab, tgt_vocab, d_model=32, nhead=4):
        super().__init__()
        self.src_embed = nn.Embedding(src_vocab, d_model)
        self.tgt_embed = nn.Embedding(tgt_vocab, d_model)
        self.transformer = nn.Transformer(
            d_model=d_model,
            nhead=nhead,
            num_encoder_layers=1,
            num_decoder_layers=1,
            dim_feedforward=64,
            batch_first=True,
        )
        self.generator = nn.Linear(d_model, tgt_vocab)

    def forward(self, src, tgt):
        src = self.src_embed(src)
        tgt = self.tgt_embed(tgt)
        tgt_mask = nn.Transformer.generate_square_subsequent_mask(tgt.size(1))
        hidden = self.transformer(src, tgt, tgt_mask=tgt_mask)
        return self.generator(hidden)


model = Translator(100, 120)
src = torch.randint(0, 100, (6, 12))   # (batch, source length)
tgt = torch.randint(0, 120, (6, 10))
logits = model(src, tgt)
print(logits.shape)
