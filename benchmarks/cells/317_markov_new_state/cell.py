import numpy as np

# sunny, cloudy, rainy  -- and now snow as well
states = ["sunny", "cloudy", "rainy", "snow"]
P = np.array([
    [0.7, 0.2, 0.1, 0.0],
    [0.3, 0.4, 0.2, 0.1],
    [0.2, 0.4, 0.3, 0.1],
    [0.1, 0.3, 0.2, 0.4],
])
assert np.allclose(P.sum(axis=1), 1)

pi = np.array([1.0, 0.0, 0.0])
history = [pi]
for day in range(30):
    pi = pi @ P
    history.append(pi)

history = np.array(history)
for name, share in zip(states, history[-1]):
    print(f"{name:8s}{share:.3f}")
