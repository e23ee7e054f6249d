import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input
from keras.utils import to_categorical

X = np.random.randn(150, 4)
y = np.repeat([0, 1, 2], 50)
idx = np.random.permutation(150)
X_train, X_valid = X[idx[:120]], X[idx[120:]]
y_train = to_categorical(y[idx[:120]])
y_valid = to_categorical(y[idx[120:]])

model = Sequential([Input((4,)), Dense(16, activation="relu"), Dense(3, activation="softmax")])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=1, verbose=0, validation_data=(X_valid, y_valid))
