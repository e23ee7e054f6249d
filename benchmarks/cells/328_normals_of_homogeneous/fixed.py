import numpy as np

vertices = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0.5, 0.5, 1]], dtype=float)
faces = np.array([[0, 2, 1], [0, 3, 2], [0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]])

angle = np.pi / 6
world = np.eye(4)
world[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
world[:3, 3] = (0, 0, 5)

points = np.hstack([vertices, np.ones((len(vertices), 1))])
points = (points @ world.T)[:, :3]

a, b, c = (points[faces[:, i]] for i in range(3))
normals = np.cross(b - a, c - a)
normals /= np.linalg.norm(normals, axis=1, keepdims=True)
print(normals)
