import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Dropout, Input

# predict tomorrow's closing price from 60 days
prices = np.cumsum(np.random.randn(300, 1), axis=0)
X = np.array([prices[i - 60:i] for i in range(60, 300)])
y = prices[60:, 0]

regressor = Sequential()
regressor.add(Input((X.shape[1], 1)))
regressor.add(LSTM(units=50))
regressor.add(Dropout(0.2))
regressor.add(LSTM(units=50))
regressor.add(Dropout(0.2))
regressor.add(Dense(units=1))
regressor.compile(optimizer="adam", loss="mean_squared_error")
regressor.fit(X[:64], y[:64], epochs=1, batch_size=32, verbose=0)
