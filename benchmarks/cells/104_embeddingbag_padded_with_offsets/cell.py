import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

reviews = ["good movie", "really bad acting and a worse plot", "fine", "i would watch it again", "never again please"]
labels = [1, 0, 1, 1, 0]
vocab = {w: i + 1 for i, w in enumerate(sorted({w for r in reviews for w in r.split()}))}

def collate_batch(batch):
    label_list, text_list, offsets = [], [], [0]
    for _text, _label in batch:
        label_list.append(_label)
        processed_text = torch.tensor([vocab[w] for w in _text.split()], dtype=torch.int64)
        text_list.append(processed_text)
        offsets.append(processed_text.size(0))
    offsets = torch.tensor(offsets[:-1]).cumsum(dim=0)
    text_list = pad_sequence(text_list, batch_first=True)
    return torch.tensor(label_list), text_list, offsets

class TextClassificationModel(nn.Module):
    def __init__(self, vocab_size, embed_dim, num_class):
        super().__init__()
        self.embedding = nn.EmbeddingBag(vocab_size, embed_dim)
        self.fc = nn.Linear(embed_dim, num_class)

    def forward(self, text, offsets):
        return self.fc(self.embedding(text, offsets))

loader = DataLoader(list(zip(reviews, labels)), batch_size=2, collate_fn=collate_batch)
model = TextClassificationModel(len(vocab) + 1, 16, 2)
for y, text, offsets in loader:
    pred = model(text, offsets)
    print(nn.functional.cross_entropy(pred, y).item())
