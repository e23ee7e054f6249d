import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader

class Ratings(Dataset):
    def __init__(self, n=60):
        self.users = torch.randint(0, 50, (n,))
        self.items = torch.randint(0, 80, (n,))
        self.genres = (torch.rand(n, 18) < 0.2).float()
        self.liked = torch.randint(0, 2, (n, 1)).float()
    def __len__(self):
        return len(self.users)
    def __getitem__(self, i):
        return {'user': self.users[i], 'item': self.items[i], 'genre': self.genres[i], 'y': self.liked[i]}

class NCF(nn.Module):
    def __init__(self, n_users, n_items, dim=32):
        super().__init__()
        self.user_factors = nn.Embedding(n_users, dim)
        self.item_factors = nn.Embedding(n_items, dim)
        self.genre = nn.Linear(18, 8)
        self.mlp = nn.Sequential(
            nn.Linear(dim * 2, 64), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(64, 1))
    def forward(self, user, item, genre):
        u, it = self.user_factors(user), self.item_factors(item)
        g = torch.relu(self.genre(genre))
        x = torch.cat([u, it, g], dim=1)
        return self.mlp(x).squeeze(1)

model = NCF(50, 80)
bce = nn.BCEWithLogitsLoss()
opt = torch.optim.AdamW(model.parameters())
for epoch in range(2):
    tot = 0
    for batch in DataLoader(Ratings(), batch_size=20, shuffle=True):
        logit = model(batch['user'], batch['item'], batch['genre'])
        loss = bce(logit, batch['y'])
        opt.zero_grad(); loss.backward(); opt.step()
        tot += loss.item()
    print(epoch, tot)
