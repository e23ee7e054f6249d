import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Dropout, Input
from keras.utils import to_categorical
from sklearn.model_selection import train_test_split

# churn data: 11 columns after encoding
rng = np.random.default_rng(1)
X = rng.normal(size=(200, 11))
y = (X[:, 3] + rng.normal(size=200) > 0).astype(int)
y = y.astype("float32")
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)

classifier = Sequential()
classifier.add(Input((11,)))
classifier.add(Dense(6, activation="relu"))
classifier.add(Dropout(0.1))
classifier.add(Dense(1, activation="sigmoid"))
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
classifier.fit(X_train, y_train, batch_size=10, epochs=1, verbose=0)
