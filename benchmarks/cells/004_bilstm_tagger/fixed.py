import torch
import torch.nn as nn

EMBEDDING_DIM = 50
HIDDEN_DIM = 128


class LSTMTagger(nn.Module):
    def __init__(self, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super().__init__()
        self.hidden_dim = hidden_dim
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, bidirectional=True, batch_first=True)
        self.dropout = nn.Dropout(0.5)
        self.hidden2tag = nn.Linear(2 * hidden_dim, tagset_size)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, _ = self.lstm(embeds)
        tag_space = self.hidden2tag(self.dropout(lstm_out))
        return nn.functional.log_softmax(tag_space, dim=-1)


tagger = LSTMTagger(EMBEDDING_DIM, HIDDEN_DIM, vocab_size=200, tagset_size=9)
sentences = torch.randint(0, 200, (16, 22))
tags = torch.randint(0, 9, (16, 22))
scores = tagger(sentences)
loss = nn.NLLLoss()(scores.view(-1, 9), tags.view(-1))
print(loss)
