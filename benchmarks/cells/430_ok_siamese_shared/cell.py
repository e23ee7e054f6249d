import numpy as np
import keras
from keras import layers, ops


class Distance(layers.Layer):
    def call(self, a, b):
        return ops.sqrt(ops.sum(ops.square(a - b), axis=-1, keepdims=True) + 1e-9)


encoder = keras.Sequential([
    keras.Input((None, None, 1)),
    layers.Conv2D(8, 5, activation="relu"),
    layers.Conv2D(16, 3, strides=2, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(12),
])
left, right = keras.Input((28, 28, 1)), keras.Input((36, 30, 1))
same = layers.Dense(1, activation="sigmoid")(Distance()(encoder(left), encoder(right)))
net = keras.Model([left, right], same)
net.compile("adam", "binary_crossentropy")
net.fit([np.random.rand(12, 28, 28, 1), np.random.rand(12, 36, 30, 1)], np.tile([0.0, 1.0], 6), verbose=0)

prototypes = ops.reshape(encoder(np.random.rand(6, 40, 40, 1).astype("float32")), (3, 2, 12))
centres = ops.mean(prototypes, axis=1)
queries = encoder(np.random.rand(5, 28, 28, 1).astype("float32"))
print(ops.sum((queries[:, None] - centres) ** 2, axis=-1).shape)
