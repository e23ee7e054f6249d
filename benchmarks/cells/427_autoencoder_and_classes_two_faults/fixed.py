import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

imgs = np.random.rand(60, 28, 28).astype("float32")
digit = np.random.randint(0, 10, 60)

inp = keras.Input((28, 28), name="img")
code = layers.Dense(32, activation="relu", name="code")(layers.Flatten()(inp))
wide = layers.Dense(28 * 28, activation="sigmoid")(code)
picture = layers.Reshape((28, 28), name="picture")(wide)
label = layers.Dense(10, activation="softmax", name="label")(code)

both = keras.Model(inp, {"picture": picture, "label": label})
both.compile(
    "adam",
    loss={"picture": "mse", "label": "sparse_categorical_crossentropy"},
)
both.fit(imgs, {"picture": imgs, "label": digit}, epochs=1, batch_size=20, verbose=0)
