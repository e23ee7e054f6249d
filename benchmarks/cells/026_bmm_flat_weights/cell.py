import torch

torch.manual_seed(3)
batch, steps, width = 4, 7, 16

encoder_states = torch.randn(batch, steps, width)
query = torch.randn(batch, width)

scores = torch.bmm(encoder_states, query.unsqueeze(2)).squeeze(2)
weights = torch.softmax(scores, dim=1)
context = torch.bmm(weights, encoder_states)
context = context.squeeze(1)
print(weights.sum(dim=1))
print(context.shape)
