import numpy as np
import tensorflow as tf
import keras

features = np.random.rand(200, 13).astype("float32")
target = np.random.rand(200, 1).astype("float32")

ds = tf.data.Dataset.from_tensor_slices((features, target))
ds = ds.shuffle(200).prefetch(tf.data.AUTOTUNE)

model = keras.Sequential([
    keras.layers.Input((13,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
model.fit(ds, epochs=1, verbose=0)
