import torch
import torch.nn as nn


class SpeechEncoder(nn.Module):
    def __init__(self, mels=20, hidden=32, speakers=6):
        super().__init__()
        self.rnn = nn.LSTM(mels, hidden, num_layers=2, bidirectional=True)
        self.head = nn.Linear(2 * hidden, speakers)

    def forward(self, frames, state=None):
        out, state = self.rnn(frames, state)
        forward_last, backward_last = state[0][-2], state[0][-1]
        return self.head(torch.cat([forward_last, backward_last], dim=1)), state


steps, batch = 30, 8
model = SpeechEncoder()
stream = torch.randn(3 * steps, batch, 20)
speaker = torch.randint(0, 6, (batch,))
state = None
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for chunk in stream.split(steps):
    logits, state = model(chunk, state)
    state = tuple(s.detach() for s in state)
    loss = nn.functional.cross_entropy(logits, speaker)
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
