import keras
import numpy as np
from keras import layers, ops


class Sampling(layers.Layer):
    def __init__(self):
        super().__init__()
        self.seed = keras.random.SeedGenerator(1)

    def call(self, inputs):
        mean, log_var = inputs
        self.add_loss(-0.5 * ops.mean(1 + log_var - ops.square(mean) - ops.exp(log_var)))
        return mean + ops.exp(0.5 * log_var) * keras.random.normal(ops.shape(mean), seed=self.seed)


image = keras.Input((28, 28, 1))
h = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(image)
h = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(h)
h = layers.Dense(16, activation="relu")(layers.Flatten()(h))
z = Sampling()([layers.Dense(2)(h), layers.Dense(2)(h)])
d = layers.Dense(8 * 8 * 4, activation="relu")(z)
d = layers.Reshape((8, 8, -1))(d)
d = layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu")(d)
d = layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu")(d)
out = layers.Conv2D(1, 5, activation="sigmoid")(d)

vae = keras.Model(image, out)
vae.compile("adam", loss=lambda a, b: ops.mean(ops.square(a - b), axis=(1, 2, 3)))
digits = np.random.rand(16, 28, 28, 1)
print(vae.fit(digits, digits, batch_size=8, verbose=0).history)
