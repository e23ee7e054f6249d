import numpy as np


class Perceptron:
    def __init__(self, sizes, seed=0):
        rng = np.random.RandomState(seed)
        self.params = [(rng.randn(a, b) * 0.1, np.zeros(b)) for a, b in zip(sizes[:-1], sizes[1:])]

    def scores(self, x):
        *hidden, (w, b) = self.params
        for hw, hb in hidden:
            x = np.tanh(x @ hw + hb)
        return x @ w + b

    def predict(self, x):
        return np.argmax(self.scores(x), axis=1)


clf = Perceptron([64, 32, 10])
digits = np.random.rand(100, 64)
print("all:", clf.predict(digits)[:5])
print("first one:", clf.predict(digits[0]))
