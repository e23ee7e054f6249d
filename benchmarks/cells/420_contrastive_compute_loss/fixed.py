import keras
import numpy as np
from keras import layers, ops


class ContrastiveModel(keras.Model):
    def __init__(self, temperature=0.1):
        super().__init__()
        self.temperature = temperature
        self.encoder = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(32)])

    def call(self, x):
        a, b = x + 0.0, x * 1.1
        return ops.stack([self.encoder(a), self.encoder(b)], axis=1)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        z_a, z_b = y_pred[:, 0], y_pred[:, 1]
        z_a = ops.normalize(z_a, axis=-1)
        z_b = ops.normalize(z_b, axis=-1)
        logits = ops.matmul(z_a, ops.transpose(z_b)) / self.temperature
        pairs = ops.arange(ops.shape(logits)[0])
        loss = keras.losses.sparse_categorical_crossentropy(pairs, logits, from_logits=True)
        return ops.mean(loss)


model = ContrastiveModel()
model.compile(optimizer="adam", run_eagerly=True)
model.fit(np.random.rand(48, 20).astype("float32"), batch_size=16, epochs=1, verbose=0)
