import numpy as np
import keras
from keras import layers

N = 24
images = np.random.rand(N, 40, 40, 3)
boxes = np.random.rand(N, 4)
kinds = keras.utils.to_categorical(np.random.randint(0, 3, N))

inputs = keras.Input((40, 40, 3))
x = layers.Rescaling(1.0 / 255)(inputs)
for filters in [8, 16]:
    x = layers.Conv2D(filters, 3, strides=2, activation="relu")(x)
x = layers.GlobalMaxPooling2D()(x)
box = layers.Dense(4, activation="sigmoid", name="box")(x)
kind = layers.Dense(3, activation="softmax", name="kind")(x)

detector = keras.Model(inputs, [box, kind])
detector.compile("adam", loss=["mse", "categorical_crossentropy"])
detector.fit(images, [boxes, kinds], epochs=1, batch_size=8, verbose=0)
