import numpy as np
import keras
from keras import layers

inputs = keras.Input((96, 64, 3))
x = layers.Rescaling(1 / 255)(inputs)
skips = []
for f in (8, 16, 32):
    x = layers.SeparableConv2D(f, 3, padding="same", activation="relu")(x)
    skips.append(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
x = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
for f, skip in zip((32, 16, 8), skips[::-1]):
    x = layers.UpSampling2D()(x)
    gate = layers.Conv2D(1, 1, activation="sigmoid")(x)
    x = layers.Concatenate()([x, layers.Multiply()([skip, gate])])
    x = layers.Conv2DTranspose(f, 3, padding="same", activation="relu")(x)
masks = layers.Conv2D(1, 1, activation="sigmoid")(x)
unet = keras.Model(inputs, masks)
unet.compile("adam", "binary_crossentropy")
unet.fit(np.random.rand(4, 96, 64, 3), np.random.randint(0, 2, (4, 96, 64, 1)), batch_size=2, verbose=0)
print(unet.output_shape)
