import numpy as np
from tensorflow import keras
from keras import layers

features = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(16, (3, 3), activation="relu"),
    layers.MaxPooling2D((2, 2)),
    layers.Flatten(),
])
head = keras.Sequential([
    keras.Input(shape=(3136,)),
    layers.Dense(10, activation="softmax"),
])

images = np.random.random((4, 28, 28, 1))
scores = head(features(images))
