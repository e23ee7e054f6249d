import numpy as np

A = np.array([[0.8, 0.15, 0.05], [0.1, 0.8, 0.1], [0.05, 0.25, 0.7]])
B = np.array([[0.5, 0.3, 0.1, 0.1], [0.1, 0.4, 0.4, 0.1], [0.1, 0.1, 0.3, 0.5]])
pi = np.full(3, 1 / 3)
obs = [0, 1, 1, 2, 3, 3, 2]


def forward(obs):
    alpha = pi * B[:, obs[0]]
    for o in obs[1:]:
        alpha = (alpha @ A) * B[:, o]
    return alpha.sum()


def viterbi(obs):
    delta = np.log(pi) + np.log(B[:, obs[0]])
    back = np.zeros((len(obs), 3), dtype=int)
    for t, o in enumerate(obs[1:], 1):
        trial = delta[:, None] + np.log(A)
        back[t] = trial.argmax(axis=0)
        delta = trial.max(axis=0) + np.log(B[:, o])
    path = [int(delta.argmax())]
    for row in back[:0:-1]:
        path.insert(0, int(row[path[0]]))
    return path


print("likelihood", forward(obs))
print("states", viterbi(obs))
