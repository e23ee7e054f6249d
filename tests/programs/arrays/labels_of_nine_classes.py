import numpy as np
from tensorflow import keras
from keras import layers

model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(16, (3, 3), activation="relu"),
    layers.MaxPooling2D((2, 2)),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy")

images = np.random.random((40, 28, 28, 1))
labels = np.eye(9)[np.random.randint(0, 9, 40)]
model.fit(images, labels, epochs=1, verbose=0)
