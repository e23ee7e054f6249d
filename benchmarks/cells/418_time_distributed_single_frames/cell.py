import numpy as np
import keras
from keras import layers

n_frames, size, n_actions = 8, 32, 6
videos = np.random.rand(4, n_frames, size, size, 3).astype("float32")
actions = np.random.randint(0, n_actions, 4)

model = keras.Sequential()
model.add(keras.Input((size, size, 3)))
model.add(layers.TimeDistributed(layers.Conv2D(8, (3, 3), activation="relu")))
model.add(layers.TimeDistributed(layers.MaxPooling2D(4)))
model.add(layers.TimeDistributed(layers.Flatten()))
model.add(layers.LSTM(32))
model.add(layers.Dense(n_actions, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(videos, actions, epochs=1, batch_size=2, verbose=0)
