import keras
from keras import layers

filters = [32, 64, 128, 256]

model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
for f in filters:
    model.add(layers.Conv2D(f, (3, 3), activation="relu"))
    model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(10))
model.summary()
