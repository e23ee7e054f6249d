"""Correct models get no warning."""

from __future__ import annotations

import pytest

CONVOLUTIONAL = """
net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 13 * 13, 10))
x, y = torch.rand(8, 1, 28, 28), torch.randint(0, 10, (8,))
scores = net(x)
loss = nn.CrossEntropyLoss()(scores, y)
accuracy = (scores.argmax(dim=1) == y).float().mean()
shares = scores.softmax(dim=1)
"""
TRAINING = """
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.randn(20, 12, 5), torch.randint(0, 3, (20,)), torch.randn(20)), batch_size=8)
read, head, value = nn.LSTM(5, 16, 2, batch_first=True), nn.Linear(16, 3), nn.Linear(16, 1)
for x, y, t in loader:
    states, (h, c) = read(x)
    loss = F.cross_entropy(head(states[:, -1]), y) + F.mse_loss(value(h[-1]).squeeze(-1), t)
"""
SEQUENCE_FIRST = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.rnn = nn.Embedding(30, 16), nn.GRU(16, 8, bidirectional=True)
        self.score, self.head = nn.Linear(16, 1), nn.Linear(16, 4)

    def forward(self, ids):
        states, h = self.rnn(self.embed(ids))
        context = (F.softmax(self.score(states), dim=0) * states).sum(0)
        return self.head(context + states.mean(0) + states[-1] + torch.cat([h[-2], h[-1]], 1))

y = Reader()(torch.randint(0, 30, (9, 5)))
"""
VISION_TRANSFORMER = """
class Vit(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.cut = nn.Conv2d(3, 32, 8, 8)
        self.first, self.places = nn.Parameter(torch.zeros(1, 1, 32)), nn.Parameter(torch.zeros(1, 17, 32))
        self.body = nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 64, batch_first=True), 2)
        self.head = nn.Linear(32, num_classes)

    def forward(self, images):
        n = images.shape[0]
        z = self.cut(images).flatten(2).transpose(1, 2)
        z = torch.cat([self.first.expand(n, -1, -1), z], dim=1) + self.places
        return self.head(self.body(z)[:, 0])

loss = F.cross_entropy(Vit()(torch.randn(3, 3, 32, 32)), torch.randint(0, 10, (3,)))
"""
ATTENTION = """
class Attend(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.q, self.k, self.v = nn.Embedding(30, 16), *(nn.Linear(16, 16) for _ in range(3))

    def forward(self, ids):
        x = self.embed(ids)
        n, t, c = x.shape
        q, k, v = (layer(x).view(n, t, 4, c // 4).transpose(1, 2) for layer in (self.q, self.k, self.v))
        scores = q @ k.transpose(-2, -1) / 2
        real = ids != 0
        mask = real[:, None, None, :] & torch.ones(t, t).tril().bool()
        weights = scores.masked_fill(~mask, float("-inf")).softmax(-1)
        z = (weights @ v).transpose(1, 2).reshape(n, t, c) * real.unsqueeze(-1)
        return z.sum(1) / real.sum(1, keepdim=True)

y = Attend()(torch.tensor([[1, 2, 3, 0, 0], [4, 5, 0, 0, 0]]))
"""
AUTOENCODER = """
encode, mean, spread, decode = nn.Linear(784, 32), nn.Linear(32, 4), nn.Linear(32, 4), nn.Linear(4, 784)
x = torch.rand(6, 1, 28, 28)
h = encode(x.view(-1, 784)).relu()
mu, log_var = mean(h), spread(h)
z = mu + torch.randn_like(mu) * (0.5 * log_var).exp()
rebuilt = decode(z).sigmoid()
loss = F.mse_loss(rebuilt, x.flatten(1)) - 0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(1).mean()
"""
ADVERSARIAL = """
judge = nn.Sequential(nn.Linear(16, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
real, fake = judge(torch.randn(6, 16)), judge(torch.randn(6, 16))
loss = F.mse_loss(real, torch.ones_like(real)) + F.softplus(-fake).mean() + (real - 1).pow(2).mean()
relative = torch.relu(1 - (real - fake.mean())).mean()
"""
REINFORCED = """
policy, critic = nn.Linear(4, 2), nn.Linear(4, 1)
states, actions, returns = torch.randn(16, 4), torch.randint(0, 2, (16,)), torch.rand(16)
chosen = F.log_softmax(policy(states), dim=1).gather(1, actions[:, None]).squeeze(1)
advantage = returns - critic(states).squeeze(-1)
loss = -(chosen * advantage.detach()).mean() + advantage.pow(2).mean()
"""
CONTRASTIVE = """
left, right = (F.normalize(nn.Linear(8, 6)(torch.randn(6, 8)), dim=1) for _ in range(2))
scores = left @ right.T / 0.1
loss = F.cross_entropy(scores, torch.arange(6)) + F.cross_entropy(scores.T, torch.arange(6))
labels = torch.randint(0, 3, (6,)).view(-1, 1)
alike = (labels == labels.T).float()
shifted = scores - scores.max(dim=1, keepdim=True).values
shares = shifted - shifted.exp().sum(1, keepdim=True).log()
supervised = -((alike * shares).sum(1) / alike.sum(1)).mean()
"""
GRAPH = """
edges = (torch.rand(12, 12) > 0.5).float()
degree = edges.sum(1).clamp(min=1)
scaled = edges * degree.pow(-0.5)[:, None] * degree.pow(-0.5)[None, :]
first, last = nn.Linear(5, 12), nn.Linear(12, 3)
out = F.log_softmax(scaled @ last(F.relu(scaled @ first(torch.randn(12, 5)))), dim=1)
loss = F.nll_loss(out, torch.randint(0, 3, (12,)))
"""
WINDOWS = """
x = torch.randn(2, 8, 12, 6)
n, h, w, c = x.shape
cut = x.view(n, h // 4, 4, w // 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, 4, c)
back = cut.view(n, h // 4, w // 4, 4, 4, -1).permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, -1)
maps = torch.randn(2, 6, 5, 7)
mixed = maps.view(2, 2, 3, 5, 7).transpose(1, 2).reshape(2, 6, 5, 7)
"""
REGROUPED = """
steps, b, width, heads = 5, 2, 8, 4
q, k, v = nn.Linear(width, 3 * width)(torch.randn(steps, b, width)).chunk(3, dim=-1)
q, k, v = (part.reshape(steps, b * heads, width // heads).transpose(0, 1) for part in (q, k, v))
y = ((q @ k.mT).softmax(-1) @ v).transpose(0, 1).contiguous().view(steps, b, width)
h = nn.Linear(6, 10)(torch.randn(10, 6))
n = h.size(0)
pairs = torch.cat([h.repeat(1, n).view(n * n, -1), h.repeat(n, 1)], dim=1).view(n, n, -1)
edges = nn.Linear(20, 1)(pairs)
"""
FILM = """
see, read, head = nn.Conv2d(3, 8, 3), nn.GRU(8, 6, batch_first=True), nn.Linear(6, 2)
film = torch.randn(2, 5, 3, 8, 8)
b, t = film.shape[:2]
frames = see(film.flatten(0, 1)).mean((2, 3)).view(b, t, -1)
states, h = read(frames)
y = head(h[-1])
single = nn.GRU(8, 6)(see(film[0]).mean((2, 3)).unsqueeze(1))
"""


@pytest.mark.parametrize(
    "source",
    [
        CONVOLUTIONAL,
        TRAINING,
        SEQUENCE_FIRST,
        VISION_TRANSFORMER,
        ATTENTION,
        AUTOENCODER,
        ADVERSARIAL,
        REINFORCED,
        CONTRASTIVE,
        GRAPH,
        WINDOWS,
        REGROUPED,
        FILM,
    ],
)
@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_a_correct_model_gets_no_warning(warn, source: str) -> None:
    assert warn(source) == []


SMALL = "vocab_size=50, num_hidden_layers=1, num_attention_heads=2, hidden_size=16, intermediate_size=32"


@pytest.mark.parametrize(
    "source",
    [
        f"m = t.BertForSequenceClassification(t.BertConfig({SMALL}))\nm(ids, labels=torch.tensor([0, 1, 1]))",
        "m = t.GPT2LMHeadModel(t.GPT2Config(vocab_size=50, n_embd=16, n_layer=1, n_head=2))\nm(ids, labels=ids)",
        f"m = t.ViTModel(t.ViTConfig(image_size=32, patch_size=8, {SMALL[15:]}))\nm(torch.randn(2, 3, 32, 32))",
        "c = t.T5Config(vocab_size=50, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2)\n"
        "c.decoder_start_token_id = 0\n"
        "t.T5ForConditionalGeneration(c)(input_ids=ids, labels=ids)",
        "c = t.WhisperConfig(vocab_size=60, d_model=16, encoder_layers=1, decoder_layers=1, num_mel_bins=8,\n"
        "    encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32,\n"
        "    max_source_positions=20, pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=1)\n"
        "t.WhisperModel(c)(input_features=torch.randn(2, 8, 40), decoder_input_ids=ids[:2])",
    ],
)
def test_models_of_a_library_get_no_warning(warn, source: str) -> None:
    pytest.importorskip("transformers")
    assert warn(f"import transformers as t\nids = torch.randint(1, 50, (3, 7))\n{source}") == []
