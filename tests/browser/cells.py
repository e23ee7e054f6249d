"""The cells that the browser tests run."""

from __future__ import annotations

LOAD = "%load_ext shapeviz"
# fc1 on line 14 is made for images of 28 × 28.
CNN = """%%shapecheck
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 14 * 14, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = x.view(x.size(0), -1)
        return self.fc1(x)

model = Net()
model(torch.randn(1, 3, 64, 64))
"""
# As many steps as the input is long: along L other calls run.
LOOP = """import torch
from torch import nn

class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(8, 20)

    def forward(self, x):
        h = torch.zeros(x.size(0), 20)
        steps = []
        for t in range(x.size(1)):
            h = self.cell(x[:, t], h)
            steps.append(h)
        return torch.stack(steps, dim=1)

y = Decoder()(torch.randn(4, 6, 8))
"""
MARKUP_AS_ATTRIBUTE = "<img src=x onerror=hacked=1>"
MARKUP_AS_CLASS = "</script><script>hacked=1</script>"
HOSTILE = f"""%%shapecheck --no-raise
import torch
from torch import nn

Layer = type("{MARKUP_AS_CLASS}", (nn.Linear,), {{}})
model = nn.Sequential()
model.add_module("first", Layer(8, 4))
model.add_module("{MARKUP_AS_ATTRIBUTE}", Layer(8, 2))
model(torch.randn(1, 8))
"""
GPT2 = """%%shapecheck
import torch
from transformers import GPT2Config, GPT2LMHeadModel

config = GPT2Config(
    n_layer=3, n_head=2, n_embd=32, n_positions=64, vocab_size=100, bos_token_id=0, eos_token_id=0
)
GPT2LMHeadModel(config)(torch.zeros(1, 16, dtype=torch.long));
"""
FIVE_HUNDRED_MODULES = """%%shapecheck
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(16)
        self.up = nn.Linear(16, 64)
        self.act = nn.GELU()
        self.down = nn.Linear(64, 16)

    def forward(self, x):
        return x + self.down(self.act(self.up(self.norm(x))))

stages = [nn.Sequential(*[Block() for _ in range(10)]) for _ in range(10)]
model = nn.Sequential(*stages)
model(torch.randn(4, 16));
"""


def without_magic(cell: str) -> str:
    """The cell below its first line."""
    return cell.partition("\n")[2]
