import numpy as np
import keras
from keras import layers
from keras.layers import LSTM, Bidirectional, Concatenate, Dense, Embedding, Input

src = np.random.randint(1, 80, (8, 11))
tgt = np.random.randint(1, 90, (8, 10))
tgt_in = tgt[:, :-1]
tgt_out = tgt[:, 1:]

encoder_inputs = Input(shape=(None,))
x = Embedding(80, 24)(encoder_inputs)
_, fh, fc, bh, bc = Bidirectional(LSTM(64, return_state=True))(x)
state_h = Concatenate()([fh, bh])
state_c = Concatenate()([fc, bc])

decoder_inputs = Input(shape=(None,))
y = Embedding(90, 24)(decoder_inputs)
decoder_lstm = LSTM(128, return_sequences=True)
y = decoder_lstm(y, initial_state=[state_h, state_c])
outputs = Dense(90, activation="softmax")(y)

model = keras.Model([encoder_inputs, decoder_inputs], outputs)
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy")
model.fit([src, tgt_in], tgt_out, epochs=1, verbose=0)
print(model.count_params())
