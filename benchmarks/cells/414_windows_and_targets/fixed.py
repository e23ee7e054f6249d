import numpy as np
import keras
from keras import layers

series = np.sin(np.arange(100) / 5.0)
look_back = 12


def make_windows(series, n):
    X, y = [], []
    for i in range(len(series) - n):
        X.append(series[i:i + n])
    y = series[n:]
    return np.array(X)[..., np.newaxis], np.array(y)


X, y = make_windows(series, look_back)
model = keras.Sequential([keras.Input((look_back, 1)), layers.GRU(16), layers.Dense(1)])
model.compile(loss="mse", optimizer="rmsprop")
history = model.fit(X, y, epochs=1, batch_size=16, verbose=0)
print(history.history["loss"])
