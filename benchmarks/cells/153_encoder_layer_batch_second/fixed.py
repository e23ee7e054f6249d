import torch
import torch.nn as nn

class TSTransformer(nn.Module):
    def __init__(self, n_feat=5, d_model=32, nhead=4, n_out=1):
        super().__init__()
        self.inp = nn.Linear(n_feat, d_model)
        self.pos = nn.Parameter(torch.zeros(1, 24, d_model))
        layer = nn.TransformerEncoderLayer(d_model, nhead, dim_feedforward=64, dropout=0.0, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, num_layers=2)
        self.head = nn.Linear(d_model, n_out)

    def forward(self, x):
        # x: [batch, window, features]
        x = self.inp(x) + self.pos
        x = self.enc(x)
        return self.head(x[:, -1])

model = TSTransformer()
window = torch.randn(16, 24, 5)
y = torch.randn(16, 1)
loss = nn.functional.mse_loss(model(window), y)
loss.backward()
print(model(window).shape, loss.item())
