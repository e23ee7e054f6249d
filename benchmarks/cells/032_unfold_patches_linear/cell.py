import torch
import torch.nn as nn


class Tokenizer(nn.Module):
    def __init__(self, patch_size=8, channels=3, dim=64):
        super().__init__()
        self.unfold = nn.Unfold(kernel_size=patch_size, stride=patch_size)
        self.project = nn.Linear(channels * patch_size ** 2, dim)

    def forward(self, img):
        patches = self.unfold(img)
        return self.project(patches)


class MixerLayer(nn.Module):
    def __init__(self, tokens, dim):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.token_mlp = nn.Sequential(nn.Linear(tokens, 32), nn.GELU(), nn.Linear(32, tokens))
        self.channel_mlp = nn.Sequential(nn.Linear(dim, 128), nn.GELU(), nn.Linear(128, dim))

    def forward(self, x):
        x = x + self.token_mlp(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channel_mlp(self.norm2(x))


mixer = nn.Sequential(Tokenizer(), MixerLayer(16, 64), MixerLayer(16, 64))
tokens = mixer(torch.rand(2, 3, 32, 32))
print(tokens.mean(1).shape)
