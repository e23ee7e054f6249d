import numpy as np

dt = 0.1
F = np.array([[1, 0, dt, 0], [0, 1, 0, dt], [0, 0, 1, 0], [0, 0, 0, 1]])
H = np.array([[1, 0, 0, 0], [0, 1, 0, 0]])
Q = np.eye(4) * 1e-3
R = np.eye(2) * 0.5
I = np.eye(H.shape[1])


def predict(x, P):
    return F @ x, F @ P @ F.T + Q


def update(x, P, z):
    y = z - H @ x
    S = H @ P @ H.T + R
    K = P @ H.T @ np.linalg.inv(S)
    x = x + K @ y
    P = (I - K @ H) @ P
    return x, P


x, P = np.zeros(4), np.eye(4) * 10
track = np.c_[np.linspace(0, 5, 20), np.linspace(1, 3, 20)] + np.random.normal(0, 0.3, (20, 2))
for z in track:
    x, P = predict(x, P)
    x, P = update(x, P, z)
print("position", x[:2], "velocity", x[2:])
