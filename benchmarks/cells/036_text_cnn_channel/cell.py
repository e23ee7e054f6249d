import torch
import torch.nn as nn
import torch.nn.functional as F


class TextCNN(nn.Module):
    def __init__(self, vocab, emb_dim=50, n_filters=20, sizes=(3, 4, 5), classes=4):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb_dim)
        self.convs = nn.ModuleList([nn.Conv2d(1, n_filters, (k, emb_dim)) for k in sizes])
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(n_filters * len(sizes), classes)

    def conv_and_pool(self, x, conv):
        x = F.relu(conv(x)).squeeze(3)
        return F.max_pool1d(x, x.size(2)).squeeze(2)

    def forward(self, text):
        emb = self.embedding(text)
        out = torch.cat([self.conv_and_pool(emb, conv) for conv in self.convs], 1)
        return self.fc(self.dropout(out))


news = torch.randint(0, 500, (8, 40))
print(TextCNN(500)(news).shape)
