import numpy as np
from keras import Input, Model
from keras.layers import LSTM, Dense
from sklearn.preprocessing import MinMaxScaler

# one year of daily demand, 14 days in, 1 day out
demand = 100 + 20 * np.sin(np.arange(365) * 2 * np.pi / 7) + np.random.randn(365)
scaled = MinMaxScaler().fit_transform(demand.reshape(-1, 1)).ravel()

steps = 14
X = np.lib.stride_tricks.sliding_window_view(scaled, steps)[:-1, :, None].copy()
y = scaled[steps:]
print(X.shape, y.shape)

inputs = Input(shape=X.shape[1:])
hidden = LSTM(32, activation="tanh")(inputs)
outputs = Dense(1)(hidden)
model = Model(inputs, outputs)
model.compile(optimizer="adam", loss="mae")
model.fit(X, y, epochs=1, batch_size=64, verbose=0)
