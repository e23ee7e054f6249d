import numpy as np
import keras
from keras import layers
from keras.layers import Input, Conv2D, MaxPooling2D, Dense, concatenate


def create_cnn(width, height, depth):
    inputs = Input(shape=(height, width, depth))
    x = inputs
    for f in (16, 32):
        x = Conv2D(f, (3, 3), padding="same", activation="relu")(x)
        x = MaxPooling2D(pool_size=(2, 2))(x)
    return keras.Model(inputs, layers.Flatten()(x))


def create_mlp(dim):
    inputs = Input(shape=(dim,))
    x = Dense(8, activation="relu")(inputs)
    return keras.Model(inputs, Dense(4, activation="relu")(x))


mlp = create_mlp(10)
cnn = create_cnn(64, 64, 3)
combined = concatenate([mlp.output, cnn.output])
x = Dense(4, activation="relu")(combined)
x = Dense(1, activation="linear")(x)
house = keras.Model([mlp.input, cnn.input], x)
house.compile(loss="mean_absolute_percentage_error", optimizer="adam")
house.fit([np.random.rand(16, 10), np.random.rand(16, 64, 64, 3)], np.random.rand(16), epochs=1, verbose=0)
