import numpy as np

results = np.empty((0, 3))
for lr in (0.1, 0.01, 0.001):
    w = 5.0
    for step in range(100):
        w -= lr * 2 * (w - 1.5)
    row = np.array([lr, w, (w - 1.5) ** 2])
    results = np.append(results, row, axis=0)

best = results[results[:, 2].argmin()]
print(results)
print("best learning rate:", best[0])
