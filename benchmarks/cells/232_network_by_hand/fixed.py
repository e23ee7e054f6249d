import torch

torch.manual_seed(0)
x = torch.randn(200, 2)
y = (x[:, 0] * x[:, 1] > 0).long()

w1 = torch.randn(8, 2) * 0.5
b1 = torch.zeros(8)
w2 = torch.randn(1, 8) * 0.5
b2 = torch.zeros(1)
for p in (w1, b1, w2, b2):
    p.requires_grad_()


def forward(x):
    hidden = torch.tanh(x @ w1.T + b1)
    return torch.sigmoid(hidden @ w2.T + b2)


for step in range(5):
    prob = forward(x)
    loss = torch.nn.functional.binary_cross_entropy(prob, y[:, None].float())
    loss.backward()
    with torch.no_grad():
        for p in (w1, b1, w2, b2):
            p -= 0.5 * p.grad
            p.grad = None

guess = (forward(x) > 0.5).long()
accuracy = (guess == y[:, None]).float().mean()
print(f"accuracy {accuracy:.2f}")
