import numpy as np

rng = np.random.default_rng(5)
steps, walkers = 200, 30
path = np.empty((steps + 1, walkers, 2))
path[0] = 0
kick = np.empty((walkers, 2))
for t in range(steps):
    angle = rng.uniform(0, 2 * np.pi, walkers)
    np.stack([np.cos(angle), np.sin(angle)], axis=1, out=kick)
    np.add(path[t], kick, out=path[t + 1])

distance = np.linalg.norm(path, axis=-1)
msd = (distance ** 2).mean(axis=1)
slope = (np.arange(steps + 1) * msd).sum() / (np.arange(steps + 1) ** 2).sum()
path[:, distance[-1] > 15] -= path[-1, distance[-1] > 15]
histogram, edges = np.histogram(distance[-1], bins=8)
centres = (edges[1:] + edges[:-1]) / 2
ratio = np.divide(histogram, centres, out=np.zeros_like(centres), where=centres > 0)
print(slope, ratio.shape, msd[..., None].shape)
