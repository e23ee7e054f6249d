import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Reshape, LeakyReLU, Conv2DTranspose, Conv2D, Input

latent_dim = 100


def define_generator(latent_dim):
    model = Sequential()
    model.add(Input((latent_dim,)))
    n_nodes = 128 * 7 * 7
    model.add(Dense(n_nodes))
    model.add(LeakyReLU(negative_slope=0.2))
    model.add(Reshape((7, 7, 128)))
    # upsample to 14x14, then 28x28
    for _ in range(2):
        model.add(Conv2DTranspose(64, (4, 4), strides=(2, 2), padding="same"))
        model.add(LeakyReLU(negative_slope=0.2))
    model.add(Conv2D(1, (7, 7), activation="sigmoid", padding="same"))
    return model


g_model = define_generator(latent_dim)
noise = np.random.randn(5, latent_dim)
fake = g_model.predict(noise, verbose=0)
print(fake.shape)
