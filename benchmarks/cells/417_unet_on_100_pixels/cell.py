from tensorflow import keras
from tensorflow.keras.layers import Conv2D, Conv2DTranspose, Input, MaxPooling2D, concatenate

IMG_SIZE = 100


def double_conv(x, n):
    x = Conv2D(n, 3, padding="same", activation="relu")(x)
    return Conv2D(n, 3, padding="same", activation="relu")(x)


def up(x, skip, n):
    x = Conv2DTranspose(n, 2, strides=2, padding="same")(x)
    x = concatenate([x, skip])
    return double_conv(x, n)


def build_unet(base=8):
    inputs = Input((IMG_SIZE, IMG_SIZE, 1))
    skips, x = [], inputs
    for depth in range(3):
        x = double_conv(x, base * 2 ** depth)
        skips.append(x)
        x = MaxPooling2D(2)(x)
    x = double_conv(x, base * 8)
    for depth in reversed(range(3)):
        x = up(x, skips[depth], base * 2 ** depth)
    return keras.Model(inputs, Conv2D(1, 1, activation="sigmoid")(x))


unet = build_unet()
unet.summary(line_length=100)
