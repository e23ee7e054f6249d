import numpy as np
import keras
from keras import layers

enc_units, dec_units = 64, 64

enc_in = keras.Input((15,))
enc_seq = layers.GRU(enc_units, return_sequences=True)(layers.Embedding(200, 32)(enc_in))
dec_in = keras.Input((12,))
dec_seq = layers.GRU(dec_units, return_sequences=True)(layers.Embedding(300, 32)(dec_in))

score = layers.Dot(axes=(2, 2))([dec_seq, enc_seq])
weights = layers.Softmax(axis=-1)(score)
context = layers.Dot(axes=(2, 1))([weights, enc_seq])
joined = layers.Concatenate()([context, dec_seq])
probs = layers.Dense(300, activation="softmax")(joined)

translator = keras.Model([enc_in, dec_in], probs)
out = translator.predict([np.ones((2, 15), int), np.ones((2, 12), int)], verbose=0)
print(out.shape)
