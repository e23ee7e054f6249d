import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

x_train = np.random.rand(256, 28, 28).astype("float32")
y_train = keras.utils.to_categorical(np.random.randint(0, 10, 256), 10)

model = keras.Sequential()
model.add(keras.Input(shape=(28, 28)))
model.add(layers.Dense(128, activation="relu"))
model.add(layers.Dropout(0.2))
model.add(layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
model.fit(x_train, y_train, batch_size=64, epochs=1)
