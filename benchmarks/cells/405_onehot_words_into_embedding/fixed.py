import numpy as np
import keras
from keras import layers

vocab_size, maxlen = 500, 20
reviews = np.random.randint(1, vocab_size, size=(64, maxlen))
sentiment = np.random.randint(0, 2, size=(64,))

x = reviews
inp = keras.Input(shape=x.shape[1:])
h = layers.Embedding(vocab_size, 32)(inp)
h = layers.LSTM(64)(h)
out = layers.Dense(1, activation="sigmoid")(h)
model = keras.Model(inp, out)
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x, sentiment, epochs=1, verbose=0)
